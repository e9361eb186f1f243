// The administrator's desk: the tree of units, staff and accounts, the catalogue; two who change the same, a lost answer, a session that
// ends, refusals at their fields, a township of 600 villages.
// usage: admin.mjs URL ACCOUNTS_JSON SHOTS_DIR
import { closeBrowser, DESK, device, settled, signInHere, station } from './lib/browser.mjs'
import { equal, finish, test, truth, until } from './lib/check.mjs'
import { account, Person, signIn } from './lib/world.mjs'

const administrator = account('administrator')
const other = await new Person().signIn(administrator) // the same person's second window: another client of the API
const county = (await other.get('/units')).units[0]
const towns = (await other.get(`/units?parent=${county.unit}&kind=TOWNSHIP&pageSize=100`)).units
const town = towns.at(-1)
const desk = await device(DESK)
const { page, context } = desk

const save = () => page.getByRole('button', { name: '保存' }).click()
const saved = () => page.getByText('已保存。').waitFor()
const fieldSays = (id, text) => page.locator(`[id="${id}-error"]`).filter({ hasText: text }).waitFor()

async function change(unit, fields) {
  const { path: _, ...now } = await other.get(`/units/${unit}`)
  await other.call('PUT', '/units', { units: [{ ...now, ...fields }] }, 200)
}

await test('signs in, and finds the county with all that lies below it', async () => {
  await page.goto('/staff/admin')
  await signInHere(page, administrator)
  await page.getByRole('heading', { name: county.name }).waitFor()
  await page.getByRole('link', { name: town.name }).waitFor()
  await station(desk, 'county')
})

await test('changes a township\'s phone and hours', async () => {
  await page.getByRole('link', { name: town.name }).click()
  await page.getByRole('heading', { level: 1, name: town.name }).waitFor()
  await page.getByRole('link', { name: '修改单位资料' }).click()
  await page.getByLabel('咨询电话').fill('0870-0000555（示例）')
  await station(desk, 'unit-edit')
  await save()
  await saved()
  equal((await other.get(`/units/${town.unit}`)).phone, '0870-0000555（示例）', 'the phone')
})

await test('what somebody else changed meanwhile is put together; what both changed is shown and decided', async () => {
  await page.goto(`/staff/admin/units/${town.unit}/edit`)
  await page.getByLabel('咨询电话').fill('0870-0000111（我）')
  await page.getByLabel('办公时间').fill('每天 8:00–18:00')
  await change(town.unit, { phone: '0870-0000222（别人）', address: '别人改的地址（示例）' })
  await save()
  await page.getByRole('heading', { name: '您修改期间，别人保存了新的内容' }).waitFor()
  await page.getByText('已换成新内容：地址').waitFor()
  equal(await page.getByLabel('咨询电话').inputValue(), '0870-0000111（我）', 'what I typed')
  equal(await page.getByLabel('地址').inputValue(), '别人改的地址（示例）', 'what only they changed')
  await station(desk, 'clash')
  await page.getByRole('button', { name: '用别人的' }).click()
  await save()
  await saved()
  const now = await other.get(`/units/${town.unit}`)
  equal([now.phone, now.address, now.hours].join(), '0870-0000222（别人）,别人改的地址（示例）,每天 8:00–18:00', 'both changes')
})

await test('a put whose answer was lost goes well when it is sent again', async () => {
  let lost = 0
  await page.route('**/v1/units', async (route) => {
    if (route.request().method() !== 'PUT' || lost++ > 0) return route.continue()
    await route.fetch()
    await route.abort('connectionreset')
  })
  await page.goto(`/staff/admin/units/${town.unit}/edit`)
  await page.getByLabel('咨询电话').fill('0870-0000333（示例）')
  await save()
  await saved()
  await page.unroute('**/v1/units')
  truth(lost >= 2, 'it was sent again')
  equal(await page.getByRole('heading', { name: /别人保存了/ }).count(), 0, 'nobody else was there')
  equal((await other.get(`/units/${town.unit}`)).phone, '0870-0000333（示例）', 'written')
})

await test('what is typed outlives a reload, a dead connection and the end of the session', async () => {
  await page.getByLabel('地址').fill('重新载入以后还在（示例）')
  await page.reload()
  await page.getByText('上次没有保存的修改还在这里').waitFor()
  equal(await page.getByLabel('地址').inputValue(), '重新载入以后还在（示例）', 'after the reload')
  await station(desk, 'unsaved')
  await context.setOffline(true)
  await save()
  await page.getByRole('heading', { name: '暂时连不上' }).waitFor()
  await context.setOffline(false)
  await context.clearCookies()
  await page.getByRole('button', { name: '再试一次' }).click()
  await page.getByText('登录后接着办').waitFor()
  await signInHere(page, administrator)
  await saved()
  equal((await other.get(`/units/${town.unit}`)).address, '重新载入以后还在（示例）', 'written after all')
})

await test('a new office: refusals stand at their fields, markup is text', async () => {
  await page.goto(`/staff/admin/units/${town.unit}`)
  await page.getByRole('link', { name: '新增科室' }).click()
  await save()
  await fieldSays('unit', '请填写单位代码')
  await page.getByLabel('单位代码').fill(`${town.unit}-xx`)
  await page.getByLabel('名称').fill('<img src=x onerror=alert(1)>')
  await save()
  await fieldSays('unit', '单位代码')
  await station(desk, 'unit-refused')
  await page.getByLabel('单位代码').fill(`${town.unit}-01`)
  await save()
  await fieldSays('unit', '已有这个单位代码')
  await page.getByLabel('单位代码').fill(`${town.unit}-90`)
  await save()
  await page.getByRole('heading', { level: 1, name: '<img src=x onerror=alert(1)>' }).waitFor()
})

await test('600 villages: page by page, and found by a part of the name', async () => {
  const villages = Array.from({ length: 600 }, (_, at) => ({ unit: `${town.unit}${300 + at}`, name: `测试第${at + 1}村民委员会`, kind: 'VILLAGE', parent: town.unit, version: 0 }))
  for (let at = 0; at < villages.length; at += 200) await other.call('PUT', '/units', { units: villages.slice(at, at + 200) }, 200)
  await page.goto(`/staff/admin/units/${town.unit}`)
  const list = page.getByRole('table', { name: '村（社区）' })
  const more = page.getByRole('region', { name: '村（社区）' }).getByRole('button', { name: '显示更多' })
  await more.waitFor()
  equal(await list.locator('tbody tr').count(), 100, 'the first page')
  await more.click()
  await until(async () => (await list.locator('tbody tr').count()) === 200, 'the second page')
  await page.getByLabel('在下面的列表中找').first().fill('第600村')
  await list.getByRole('link', { name: '测试第600村民委员会' }).waitFor()
  equal(await list.locator('tbody tr').count(), 1, 'found one')
  await station(desk, 'villages-found')
  await page.getByLabel('在下面的列表中找').first().fill('没有这个村')
  await page.getByText('没有名称或代码含“没有这个村”的').waitFor()
})

await test('with Tab and Enter alone', async () => {
  await page.goto(`/staff/admin/units/${town.unit}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  async function tabTo(locator, what) {
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press('Tab')
      if (await locator.evaluate((element) => element === document.activeElement)) return
    }
    throw new Error(`Tab does not reach ${what}`)
  }
  await tabTo(page.getByRole('link', { name: '修改单位资料' }), 'the change')
  await page.keyboard.press('Enter')
  await page.getByLabel('名称').waitFor()
  await tabTo(page.getByLabel('办公时间'), 'the hours')
  await page.keyboard.press('Control+A')
  await page.keyboard.type('9:00-17:00')
  await page.keyboard.press('Enter')
  await saved()
  equal((await other.get(`/units/${town.unit}`)).hours, '9:00-17:00', 'the hours')
})

const username = `clerk9-${town.unit}`
let password = ''

await test('staff: find those of a unit, add a clerk who then signs in', async () => {
  await page.goto('/staff/admin/accounts')
  await page.getByRole('link', { name: 'administrator' }).waitFor()
  await page.getByLabel('所属单位').selectOption({ label: town.name })
  await page.getByRole('button', { name: '查找' }).click()
  await page.getByRole('link', { name: `clerk1-${town.unit}` }).waitFor()
  equal(await page.getByRole('link', { name: 'administrator' }).count(), 0, 'of this unit only')
  await station(desk, 'accounts')
  await page.getByRole('link', { name: '新增账号' }).click()
  await save()
  await fieldSays('roles', '请至少选择一个岗位')
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('姓名').fill('名字很长很长也要好好显示的一位窗口工作人员测试账号')
  await page.getByLabel('审批员').check()
  await page.getByLabel('密码').fill('short')
  await save()
  await fieldSays('offices', '审批员')
  await station(desk, 'account-refused')
  await page.getByLabel('林业站').check()
  await page.getByLabel('窗口人员').check()
  await save()
  await fieldSays('password', '密码至少')
  await page.getByRole('button', { name: '随机生成' }).click()
  password = await page.getByLabel('密码').inputValue()
  await save()
  await page.getByRole('heading', { level: 1, name: username }).waitFor()
  await new Person().signIn({ username, password })
  await station(desk, 'account')
})

await test('roles changed, a new password, sessions ended, off and on', async () => {
  await page.getByLabel('登录后先显示的岗位').selectOption({ label: '窗口人员' })
  await save()
  await saved()
  const person = await new Person().signIn({ username, password })
  await page.getByRole('button', { name: '随机生成' }).click()
  const fresh = await page.getByLabel('密码').inputValue()
  await page.getByRole('button', { name: '设为新密码' }).click()
  await page.getByText('新密码已生效').waitFor()
  equal((await person.call('GET', '/notifications')).status, 401, 'the old session has ended')
  equal((await new Person().call('POST', '/sessions', { username, password })).code, 'SIGN_IN_FAILED', 'the old password')
  const again = await new Person().signIn({ username, password: fresh })
  await page.getByRole('button', { name: '结束全部登录' }).click()
  await page.getByText('全部登录已结束').waitFor()
  equal((await again.call('GET', '/notifications')).status, 401, 'all sessions have ended')
  await page.getByRole('button', { name: '停用', exact: true }).click()
  await page.getByRole('button', { name: /^确认停用/ }).click()
  await page.locator('.late', { hasText: '已停用' }).waitFor()
  equal((await new Person().call('POST', '/sessions', { username, password: fresh })).code, 'SIGN_IN_FAILED', 'switched off')
  await station(desk, 'account-off')
  await page.getByRole('button', { name: '恢复使用' }).click()
  await page.getByRole('button', { name: '停用', exact: true }).waitFor()
  const back = await new Person().signIn({ username, password: fresh })
  truth(back.token, 'switched on again')
})

await test('items: found by plain words, refused at the field, changed with papers, law and life events', async () => {
  await page.goto('/staff/admin/items')
  await page.getByRole('link', { name: '农村宅基地用地审批' }).waitFor()
  await station(desk, 'items')
  await page.getByLabel(/事项名称、代码/).fill('砍树')
  await page.getByRole('button', { name: '查找' }).click()
  await page.getByRole('link', { name: '林木采伐许可' }).click()
  await page.getByLabel('承诺时限（天）').fill('99')
  await save()
  await fieldSays('promisedDays', '承诺时限不能长于法定时限')
  await page.getByLabel('承诺时限（天）').fill('7')
  await page.getByRole('button', { name: '增加一份材料' }).click()
  await page.getByRole('group', { name: '材料 4' }).getByLabel('材料名称').fill('采伐设计')
  await save()
  await fieldSays('papers', '同一材料只能列一次')
  await page.getByRole('group', { name: '材料 4' }).getByLabel('材料名称').fill('现场照片')
  await page.getByLabel('办理条件').fill('申请人是林木的所有人\n材料齐全')
  await page.getByLabel('建房住房').check()
  await station(desk, 'item-edit')
  await save()
  await saved()
  const { guide, papers } = await other.get('/items/LYJ-0201')
  equal([guide.conditions.join(), guide.lifeEvents.join(), papers.map(({ name }) => name).join()].join(' | '),
    '申请人是林木的所有人,材料齐全 | FARMING,HOUSE | 采伐申请表,林权证,采伐设计,现场照片', 'the item')
  await page.getByRole('button', { name: '删除材料 4' }).click()
  await page.getByLabel('建房住房').uncheck()
  await save()
  await saved()
})

await test('a new item', async () => {
  await page.goto('/staff/admin/item-new')
  await save()
  await fieldSays('item', '请填写事项编码')
  await fieldSays('leadOffice', '请填写牵头科室')
  await page.getByLabel('事项编码').fill('LYJ-0299')
  await page.getByLabel('事项名称').fill('测试事项')
  await page.getByLabel('牵头科室').selectOption('林业站')
  await save()
  await page.getByRole('heading', { level: 1, name: '测试事项' }).waitFor()
  await page.getByLabel('状态').selectOption({ label: '已取消' })
  await save()
  await saved()
})

await test('nobody else\'s', async () => {
  const clerk = await device(DESK)
  await clerk.page.goto('/staff/admin')
  await signInHere(clerk.page, account('clerk'))
  await clerk.page.getByRole('heading', { name: '这一页不属于您' }).waitFor()
  await settled(clerk.page)
  equal(await clerk.page.getByRole('link', { name: '系统管理' }).count(), 0, 'no way there')
  await clerk.context.close()
})

await closeBrowser()
finish()
