// The public board, by somebody who is not signed in: on a phone and on a screen in a hall. Results of real cases.
// usage: board.mjs URL ACCOUNTS_JSON SHOTS_DIR
import { closeBrowser, device, settled, station } from './lib/browser.mjs'
import { equal, finish, step, test, truth, until } from './lib/check.mjs'
import { account, citizenNumber, Person, reviewerOf, signIn } from './lib/world.mjs'

const HALL = { width: 1920, height: 1080 }
const MASKED = 'LYJ-0201'
const UNIT = account('clerk').unit
const TODAY = new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })
const nobody = new Person()
const phone = await device()
const { page } = phone
let denied = ''
const same = (got, wanted, what) => equal(JSON.stringify(got), JSON.stringify(wanted), what)
const cells = (name) => page.locator(`[data-table=${name}] tbody tr`).evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())))

async function decided(serial, outcome, name) {
  const clerk = await signIn('clerk', UNIT)
  const applicant = { name, idNumber: citizenNumber(serial), phone: '13812345670' }
  const made = await clerk.call('POST', '/cases', { itemCode: MASKED, unit: UNIT, applicant, form: {}, papers: [], intent: 'ACCEPT' }, 201)
  const { person, task } = await reviewerOf(UNIT, made.caseNumber)
  await person.call('POST', `/tasks/${task}:claim`, {}, 200)
  await person.call('POST', `/tasks/${task}:decide`, { outcome, reasons: outcome === 'GRANT' ? '符合条件' : '林地有争议', law: '《森林法》第五十七条', certificateValidUntil: outcome === 'GRANT' ? '2027-12-31' : '' }, 200)
  await until(async () => (await clerk.get(`/cases/${made.caseNumber}`)).state === 'DECIDED', 'the decision')
  return made.caseNumber
}

await step('two matters are granted and one is denied', async () => {
  for (const serial of [401, 402]) await decided(serial, 'GRANT', '司马公开')
  denied = await decided(403, 'DENY', '诸葛不许')
})

await step('finds the township by its name, by keyboard', async () => {
  await page.goto('/board/')
  await page.getByRole('link', { name: /盐井镇/ }).waitFor()
  const links = page.locator('.board-units a')
  equal(await links.count(), 11, 'ten townships and the hall')
  await station(phone, 'townships')
  await page.getByLabel('输入名称查找').fill('没有这个')
  await page.getByText('没有名称里有“没有这个”的乡镇。').waitFor()
  await station(phone, 'townships-none')
  await page.getByLabel('输入名称查找').fill('盐井')
  await until(async () => (await links.count()) === 1, 'one township')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '盐井镇便民服务中心' }).waitFor()
})

await step('the board at a glance', async () => {
  const unit = await nobody.get(`/units/${UNIT}`)
  const text = await page.locator('main').textContent()
  for (const said of [unit.phone, unit.address, unit.hours, '林木采伐许可', '司*']) truth(text.includes(said), `${said} is missing`)
  truth(!text.includes('司马') && !text.includes('诸'), 'a name that is not masked, or a denial')
  await station(phone, 'board')
})

await step('its items, all and by plain words, and the guide', async () => {
  await page.getByRole('navigation', { name: '公开内容' }).getByRole('link', { name: '事项与指南' }).click()
  await page.getByRole('heading', { name: '事项与指南' }).waitFor()
  const { items } = await nobody.get(`/items?unit=${UNIT}&inForce=true&pageSize=50`)
  same(await page.locator('main .rows strong').allTextContents(), items.map(({ name }) => name), 'the items')
  await station(phone, 'items')
  await page.getByLabel(/用您自己的话写/).fill('砍树')
  await page.getByRole('button', { name: '查找' }).click()
  await page.getByRole('heading', { name: '“砍树”的查找结果' }).waitFor()
  await page.getByRole('link', { name: /林木采伐许可/ }).click()
  await page.getByRole('heading', { name: '林木采伐许可' }).waitFor()
  const guide = await nobody.get(`/items/${MASKED}/guide?unit=${UNIT}`)
  const text = await page.locator('main').textContent()
  const said = [...guide.item.papers.map(({ name }) => name), `承诺 ${guide.item.promisedDays} 个工作日，法定 ${guide.item.statutoryDays} 个工作日`, guide.item.feeYuan > 0 ? `${guide.item.feeYuan} 元` : '不收费',
    guide.office.name, guide.office.phone || guide.item.guide.consultPhone || guide.hall.phone, guide.hall.address, guide.hall.hours]
  for (const one of said) truth(one && text.includes(one), `the guide lacks ${one}`)
  await station(phone, 'guide')
  equal(await page.getByRole('link', { name: '在手机上办' }).getAttribute('href'), `/items/${MASKED}`, 'the way to do it')
  await page.getByRole('link', { name: '返回' }).click()
  await page.getByRole('heading', { name: '“砍树”的查找结果' }).waitFor()
})

await step('results of a period: numbers as the API has them, names masked, no denial', async () => {
  await page.goto(`/board/${UNIT}/results`)
  await page.locator('[data-table=results] tbody tr').first().waitFor()
  const query = `from=${TODAY.slice(0, 8)}01&to=${TODAY}&pageSize=30`
  const { results, counts } = await nobody.get(`/units/${UNIT}/results?${query}`)
  same(await cells('counts'), counts.map((one) => [one.itemName, String(one.granted)]), 'numbers by item')
  same(await cells('results'), results.map((one) => [one.itemName, one.maskedName, one.decidedOn]), 'one by one')
  truth(results.length >= 2 && results.every(({ maskedName }) => maskedName.includes('*')), 'masked')
  truth(!(await page.locator('main').textContent()).includes('诸*'), `the denied ${denied} stands there`)
  await station(phone, 'results')
  await page.getByRole('link', { name: '自选日期' }).click()
  await page.getByLabel('开始日期').fill('2026-01-05')
  await page.getByLabel('结束日期').fill('2026-01-01')
  await page.getByRole('button', { name: '查看' }).click()
  await page.locator('.error-summary').waitFor()
  await station(phone, 'results-wrong-range')
  await page.getByLabel('结束日期').fill('2026-01-31')
  await page.getByRole('button', { name: '查看' }).click()
  await page.waitForURL(/from=2026-01-05&to=2026-01-31/)
  await page.getByText('这段时间没有可公开的办理结果。').waitFor()
  await station(phone, 'results-none')
})

await step('phones and places of all its windows', async () => {
  await page.getByRole('link', { name: '电话和地址' }).click()
  await page.getByRole('heading', { name: '村（社区）便民服务站' }).waitFor()
  const { units } = await nobody.get(`/units?parent=${UNIT}&pageSize=100`)
  same((await page.locator('.board-places strong').allTextContents()).sort(), units.map(({ name }) => name).sort(), 'every window')
  await station(phone, 'places')
})

await test('Tab and Enter alone from the first page to a guide', async () => {
  const keys = await device()
  const focused = () => keys.page.evaluate(() => document.activeElement?.textContent ?? '')
  const reach = async (words) => {
    for (let n = 0; n < 60 && !(await focused()).includes(words); n++) await keys.page.keyboard.press('Tab')
    truth((await focused()).includes(words), `${words} is not reached by Tab`)
    await keys.page.keyboard.press('Enter')
    await settled(keys.page)
  }
  await keys.page.goto('/board/')
  await settled(keys.page)
  await reach('盐井镇')
  await reach('事项与指南')
  await reach('林木采伐许可')
  await keys.page.getByRole('heading', { name: '要带什么材料' }).waitFor()
  await keys.context.close()
})

await test('on a screen in a hall', async () => {
  const hall = await device(HALL)
  for (const [name, path] of [['hall-townships', '/board/'], ['hall-board', `/board/${UNIT}`], ['hall-results', `/board/${UNIT}/results`]]) {
    await hall.page.goto(path)
    await station(hall, name)
  }
  await hall.page.goto(`/board/${UNIT}`)
  await settled(hall.page)
  const boxes = await Promise.all(['最近的办理结果', '电话和地址'].map((title) => hall.page.getByRole('heading', { name: title }).boundingBox()))
  truth(boxes[0].x > boxes[1].x && Math.abs(boxes[0].y - boxes[1].y) < 4, 'the parts stand side by side')
  await hall.context.close()
})

await test('a unit that is not there is not found', async () => {
  const other = await device()
  await other.page.goto('/board/530623999')
  await other.page.getByRole('heading', { name: '没有找到这一页' }).waitFor()
  await station(other, 'not-found')
  await other.context.close()
})

await closeBrowser()
finish()
