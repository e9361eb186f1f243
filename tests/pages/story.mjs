// One case through all its people, each at a device of their own, each where the last one left it: handed in on a phone while the
// connection breaks, accepted at the window, claimed and decided at the office, delivered, rated badly, called back, put right, seen by
// the supervisor. What they do they do on pages; the API is only asked whose list the case is on.
// usage: story.mjs URL ACCOUNTS_JSON SHOTS_DIR
import { closeBrowser, DESK, device, PHONE, photo, settled, signInHere, station } from './lib/browser.mjs'
import { equal, finish, step, truth, until } from './lib/check.mjs'
import { sitDown } from './lib/desk.mjs'
import { account, citizenNumber, reviewerOf } from './lib/world.mjs'

const ITEM = '林木采伐许可'
const TOWN = '530623104'
const TOWN_NAME = '中和镇'
const NAME = '郑一生'
const PAPERS = ['采伐申请表', '林权证', '采伐设计']
const phone = await device(PHONE)
let number = ''
let code = ''
let clerkDesk // the clerk's desk, used twice

const press = (page, name) => page.getByRole('button', { name, exact: true }).click()
const link = (page, name) => page.getByRole('link', { name }).first().click()
const row = (page) => page.locator('tbody tr', { hasText: number })

await step('a citizen finds the matter and fills it in, with photos of the papers', async () => {
  const { page } = phone
  await page.goto('/')
  await page.getByLabel(/用您自己的话写/).fill('砍树')
  await press(page, '查找')
  await link(page, ITEM)
  await station(phone, 'citizen-guide')
  await link(page, '现在就办')
  await signInHere(page, account('citizen'))
  await page.getByRole('radio', { name: TOWN_NAME }).check()
  await press(page, '继续')
  await page.getByLabel('姓名').fill(NAME)
  await page.getByLabel('身份证号码').fill(citizenNumber(801))
  await page.getByLabel('电话').fill('13812340801')
  await press(page, '继续')
  for (const paper of PAPERS) {
    await page.getByRole('heading', { name: `请拍下“${paper}”` }).waitFor()
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByText('拍照或选择文件').click()])
    await chooser.setFiles(await photo(paper))
    await page.getByRole('img', { name: paper }).waitFor()
    await press(page, '继续')
  }
  await page.getByRole('heading', { name: '请核对后提交' }).waitFor()
  await station(phone, 'citizen-check')
})

await step('the connection breaks in the middle of handing in; it is handed in once', async () => {
  const { page, context } = phone
  const keys = []
  await context.route('**/v1/cases', async (route) => {
    keys.push(route.request().headers()['idempotency-key'])
    if (keys.length > 1) return route.continue()
    await route.fetch() // the server has it, and its answer is lost with the connection
    await context.setOffline(true)
    return route.abort('connectionreset')
  })
  await press(page, '提交')
  await page.getByRole('heading', { name: '暂时连不上' }).waitFor()
  await station(phone, 'citizen-cut')
  await context.setOffline(false)
  await page.reload()
  await page.getByRole('heading', { name: '请核对后提交' }).waitFor()
  await press(page, '提交')
  await page.getByRole('heading', { name: '已提交' }).waitFor()
  await context.unroute('**/v1/cases')
  equal(new Set(keys).size, 1, 'keys sent')
  truth(keys.length >= 2, 'sent again')
  number = await page.locator('.done strong').first().textContent()
  code = await page.locator('.done strong').nth(1).textContent()
  await station(phone, 'citizen-handed')
})

await step('the clerk finds it in the queue, once, and accepts it', async () => {
  clerkDesk = await sitDown(account('clerk', TOWN), '/staff/counter/queue')
  const { page, context } = clerkDesk
  await context.addInitScript(() => { globalThis.print = () => {} })
  await page.getByRole('link', { name: number }).waitFor()
  equal(await page.locator('tbody tr', { hasText: NAME.slice(0, 1) }).count(), 1, 'cases of this person at the window')
  await station(clerkDesk, 'clerk-queue')
  await page.getByRole('link', { name: number }).click()
  await page.getByRole('radio', { name: '受理', exact: false }).first().check()
  await settled(page)
  await station(clerkDesk, 'clerk-case')
  await press(page, '受理并打印受理通知书')
  await page.locator('.official').waitFor()
  equal(await page.locator('.official h2').textContent(), '受理通知书', 'what is printed')
  await station(clerkDesk, 'clerk-receipt')
})

await step('the reviewer claims it, reads its papers, decides', async () => {
  const desk = await sitDown(await leader(), '/staff/tasks')
  const { page } = desk
  await row(page).getByRole('link').click()
  await page.getByRole('img', { name: PAPERS[0] }).waitFor()
  await station(desk, 'reviewer-case')
  await press(page, '认领，由我审查')
  await page.getByRole('radio', { name: '准予' }).check()
  await page.locator('#reasons').fill('符合采伐条件')
  await press(page, '核对决定')
  await page.getByRole('heading', { name: '请核对后作出决定' }).waitFor()
  await station(desk, 'reviewer-check')
  await press(page, '作出决定')
  await page.getByRole('heading', { name: '已作出决定：准予' }).waitFor()
  await desk.context.close()
})

// Whose list the case is on: the office is the system's choice.
async function leader() {
  const { person } = await reviewerOf(TOWN, number)
  return person.account
}

await step('the clerk delivers it, signed for', async () => {
  const { page } = clerkDesk
  await page.goto('/staff/counter/queue?list=DELIVERY')
  await page.getByRole('link', { name: number }).click()
  await page.getByLabel('签收人').fill(NAME)
  await page.getByLabel('签收人').press('Enter')
  await page.getByText('已送达，本件办结。').waitFor()
  await station(clerkDesk, 'clerk-delivered')
  await clerkDesk.context.close()
})

await step('the citizen sees the decision, and rates it badly from the QR code', async () => {
  const { page } = phone
  await link(page, '看进度')
  await page.getByText('符合采伐条件').waitFor()
  await station(phone, 'citizen-decided')
  const other = await device(PHONE)
  await other.page.goto(`/rate/${number}#${code}`)
  await other.page.getByLabel('非常不满意').check()
  await other.page.getByLabel('等候时间长').check()
  await other.page.getByLabel(/想说的话/).fill('来了三趟')
  await station(other, 'citizen-rate')
  await until(async () => {
    await press(other.page, '提交评价')
    await other.page.getByRole('heading', { name: '谢谢您的评价' }).or(other.page.locator('.error-summary')).waitFor()
    return other.page.getByRole('heading', { name: '谢谢您的评价' }).isVisible()
  }, 'the rating to be open')
  await other.context.close()
})

await step('the centre head calls back, records what is put right, answers', async () => {
  const desk = await sitDown(account('centre_head', TOWN), '/staff/head/ratings')
  const { page } = desk
  await row(page).getByRole('link').click()
  await page.getByText('来了三趟').waitFor()
  await press(page, '查看联系电话')
  await page.getByText('13812340801').waitFor()
  await station(desk, 'head-call-back')
  await page.getByRole('radio', { name: '联系上了', exact: true }).check()
  await page.getByLabel('回访情况').fill('反映材料没有一次告知')
  await press(page, '记录回访')
  await page.getByLabel('整改措施').fill('窗口一次性告知单重新培训')
  await press(page, '记录整改')
  await page.getByLabel('给评价人的答复').fill('已向您致歉，今后一次告知。')
  await station(desk, 'head-answer')
  await press(page, '答复并办结')
  await page.getByRole('heading', { name: '已办结' }).waitFor()
  await desk.context.close()
})

await step('the supervisor sees it in the figures of the township', async () => {
  const desk = await device(DESK)
  const { page } = desk
  await page.goto('/staff/county')
  await signInHere(page, account('county_supervisor'))
  const figures = page.locator('[data-table] tbody tr', { hasText: TOWN_NAME }).first()
  await until(async () => /100%.*0%/s.test((await figures.textContent().catch(() => '')) ?? ''), 'on time, and not satisfied', 30)
  await station(desk, 'supervisor-county')
})

await closeBrowser()
finish()
