// The reviewer's desk: the list by time left, which changes under the reader; a case with its papers beside it; claim, hand back,
// decide with law from the item; all of it by keyboard.
// usage: review.mjs URL ACCOUNTS_JSON SHOTS_DIR
import { closeBrowser, pdf, photo, station } from './lib/browser.mjs'
import { equal, finish, step, truth, until } from './lib/check.mjs'
import { due, handIn, sitDown, upload } from './lib/desk.mjs'
import { accountsOf, Person, signIn } from './lib/world.mjs'

const ITEM = 'LYJ-0201'
const NAME = '林木采伐许可'
const town = '530623102'
const clerk = await signIn('clerk', town)

// The reviewer of the office that leads the item.
async function reviewerAccounts(number) {
  return until(async () => {
    const found = []
    for (const each of accountsOf('reviewer', town)) {
      const person = await new Person().signIn(each)
      if ((await person.get('/tasks')).tasks.some((task) => task.caseNumber === number)) found.push({ account: each, person })
    }
    return found.length > 0 && found
  }, 'a task at an office')
}

const papers = []
for (const [name, file] of [['采伐申请表', await photo('采伐申请表')], ['林权证', await pdf('林权证')], ['采伐设计', await photo('采伐设计')]]) {
  papers.push({ name, paperId: await upload(clerk, file) })
}
const main = await handIn(clerk, town, ITEM, { papers, form: { 采伐地点: '普洱镇串丝村大坪社', 采伐株数: '12' } })
const red = await handIn(clerk, town, ITEM, { name: '欧阳' + '很长的名字'.repeat(8) })
const yellow = await handIn(clerk, town, ITEM)
await due(red.caseNumber, '2026-10-09', '2026-10-20')
await due(yellow.caseNumber, '2026-10-12', '2099-12-31')
const [{ account }] = await reviewerAccounts(main.caseNumber)
const desk = await sitDown(account, '/staff/tasks')
const { page } = desk
const row = (number) => page.locator('tbody tr', { hasText: number })
const button = (name) => page.getByRole('button', { name, exact: true })
const open = async (number) => {
  await row(number).getByRole('link').click()
  await page.locator('.page-title', { hasText: number }).waitFor()
}

await step('sees the work by time left, each light in words', async () => {
  await row(main.caseNumber).waitFor()
  const order = await page.locator('tbody tr').allTextContents()
  truth(order[0].includes('红灯') && order[0].includes(red.caseNumber), 'red first')
  truth(order[1].includes('黄灯') && order[1].includes(yellow.caseNumber), 'then yellow')
  truth(order.some((text) => text.includes('时间充足') && text.includes('还剩')), 'what is left of the others')
  await page.getByText('列表自动更新').waitFor()
  await station(desk, 'tasks')
})

await step('a new task appears by itself; who reads stays where they are', async () => {
  await row(main.caseNumber).getByRole('link').focus()
  const late = await handIn(clerk, town, ITEM, { name: '后来的人' })
  await row(late.caseNumber).waitFor()
  await page.getByRole('status').filter({ hasText: '新到 1 件' }).waitFor()
  const focused = await page.evaluate(() => document.activeElement.closest('tr')?.textContent ?? document.activeElement.tagName)
  truth(focused.includes(main.caseNumber), `the focus stays: ${focused}`)
  await station(desk, 'tasks-changed')
})

await step('reads a case with its papers beside it, turned by key', async () => {
  await open(main.caseNumber)
  await page.getByRole('img', { name: '采伐申请表' }).waitFor()
  truth(await page.getByText('普洱镇串丝村大坪社').isVisible(), 'what was asked')
  await station(desk, 'task')
  await page.keyboard.press('Alt+PageDown')
  await page.locator('iframe[title=林权证]').waitFor()
  await until(() => page.frames().some((frame) => frame.url().startsWith('blob:') || frame.url().startsWith('chrome-extension:')), 'the PDF in its viewer')
  await station(desk, 'task-pdf')
  await page.keyboard.press('Alt+PageDown')
  await page.getByRole('img', { name: '采伐设计' }).waitFor()
  await page.keyboard.press('Alt+PageUp')
  await page.locator('iframe[title=林权证]').waitFor()
  await button('采伐申请表').click()
  await page.getByRole('img', { name: '采伐申请表' }).waitFor()
  await button('放大').click()
  await button('适合窗口').waitFor()
})

await step('claims it, and hands it back with a reason', async () => {
  await button('认领，由我审查').click()
  await page.getByRole('heading', { name: '作出决定' }).waitFor()
  await button('退回科室').click()
  await button('确认退回').click()
  await page.getByRole('link', { name: '请说明退回科室的原因' }).waitFor()
  await station(desk, 'hand-back')
  await page.getByLabel('退回原因').fill('需现场核查，请林业站长安排')
  await button('确认退回').click()
  await button('认领，由我审查').waitFor()
})

await step('denies by keyboard alone, with law from the item; a reload loses nothing', async () => {
  await button('认领，由我审查').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('radio', { name: '不予' }).waitFor()
  await button('核对决定').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: '请选择审查结论' }).waitFor()
  await page.getByRole('radio', { name: '不予' }).focus()
  await page.keyboard.press('Enter')
  await button('核对决定').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: '不予决定须写明理由' }).waitFor()
  await page.getByRole('link', { name: '不予决定须写明法律依据' }).waitFor()
  await station(desk, 'decide-wrong')
  await page.getByRole('link', { name: '不予决定须写明理由' }).focus()
  await page.keyboard.press('Enter')
  equal(await page.evaluate(() => document.activeElement.id), 'reasons', 'the summary leads to')
  await page.keyboard.type('采伐地点位于水源保护区 <script>window.ran = 1</script>')
  const laws = page.locator('#law').getByRole('checkbox')
  truth((await laws.count()) > 0, "the item's law is offered")
  await laws.first().focus()
  await page.keyboard.press('Enter')
  await page.reload()
  await page.getByRole('radio', { name: '不予' }).waitFor()
  truth((await page.locator('#reasons').inputValue()).startsWith('采伐地点位于水源保护区'), 'the reasons are kept')
  truth(await laws.first().isChecked(), 'the law is kept')
  await button('核对决定').click()
  await page.getByRole('heading', { name: '请核对后作出决定' }).waitFor()
  await station(desk, 'decide-check')
  await button('作出决定').click()
  await page.getByRole('heading', { name: '已作出决定：不予' }).waitFor()
  await station(desk, 'decided')
  const found = await until(async () => { const one = await clerk.get(`/cases/${main.caseNumber}`); return one.state === 'DECIDED' && one }, 'the decision at the window')
  equal(found.decision.outcome, 'DENY', 'outcome')
  truth(found.decision.law.length > 0, 'law')
  equal(await page.evaluate(() => globalThis.ran), undefined, 'a script in the reasons')
})

await step('sees what is mine, what waits, and what colleagues have', async () => {
  await page.getByRole('link', { name: '回到任务列表' }).click()
  await row(yellow.caseNumber).waitFor()
  truth((await row(main.caseNumber).count()) === 0, 'the decided one has left')
  await open(yellow.caseNumber)
  await button('认领，由我审查').click()
  await page.getByRole('heading', { name: '作出决定' }).waitFor()
  await page.goto('/staff/tasks?show=mine')
  await row(yellow.caseNumber).waitFor()
  equal(await page.locator('tbody tr').count(), 1, 'mine')
  await station(desk, 'mine')
  await page.getByRole('link', { name: '待认领' }).click()
  await row(red.caseNumber).waitFor()
  truth((await row(yellow.caseNumber).count()) === 0, 'the claimed one is not open')
  await page.getByRole('link', { name: '科室在办' }).click()
  await row(yellow.caseNumber).waitFor()
})

await step('a task claimed elsewhere is shown as it is', async () => {
  await page.goto('/staff/tasks')
  await open(red.caseNumber)
  await button('认领，由我审查').waitFor()
  const other = await new Person().signIn(account)
  const task = (await other.get('/tasks')).tasks.find((one) => one.caseNumber === red.caseNumber)
  await other.call('POST', `/tasks/${task.task}:claim`, {}, 200)
  await page.getByText('这件任务刚刚有变化').waitFor()
  await page.getByRole('heading', { name: '作出决定' }).waitFor()
})

await step('what is not there is said plainly', async () => {
  await page.goto('/staff/tasks/no-such-task')
  await page.getByRole('heading', { name: '没有找到这一页' }).waitFor()
  await station(desk, 'no-task')
})

await closeBrowser()
finish()
