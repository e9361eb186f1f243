// The centre head's desk: refusals to confirm or reject, negative ratings to call back and answer, who is late.
// usage: head.mjs URL ACCOUNTS_JSON SHOTS_DIR
import { closeBrowser, photo, station } from './lib/browser.mjs'
import { equal, finish, step, truth, until } from './lib/check.mjs'
import { due, handIn, sitDown, upload } from './lib/desk.mjs'
import { account, Person, reviewerOf, signIn } from './lib/world.mjs'

const ITEM = 'LYJ-0201'
const town = '530623103'
const clerk = await signIn('clerk', town)

async function refusal(name, reason) {
  const papers = [{ name: '采伐申请表', paperId: await upload(clerk, await photo('采伐申请表')) }]
  const { caseNumber } = await handIn(clerk, town, ITEM, { name, intent: 'SUBMIT', papers })
  await clerk.call('POST', `/cases/${caseNumber}:refuse`, { reason, law: '《中华人民共和国森林法》第五十七条' }, 200)
  return caseNumber
}

async function rated() {
  const { caseNumber, queryCode } = await handIn(clerk, town, ITEM, { name: '丁满意' })
  const { person, task } = await reviewerOf(town, caseNumber)
  await person.call('POST', `/tasks/${task}:claim`, {}, 200)
  await person.call('POST', `/tasks/${task}:decide`, { outcome: 'GRANT', reasons: '符合条件' }, 200)
  await until(async () => (await clerk.get(`/cases/${caseNumber}`)).state === 'DECIDED', 'the decision at the window')
  await clerk.call('POST', `/cases/${caseNumber}:deliver`, { method: 'WINDOW', receiver: '丁满意' }, 200)
  const rating = { caseNumber, queryCode, level: 'VERY_DISSATISFIED', tags: ['等候时间长'], comment: '跑了三趟 <img src=x onerror="window.ran=1">' }
  await until(async () => (await new Person().post('/ratings', rating)).rating, 'the rating')
  return caseNumber
}

const wrongful = await refusal('黄一', '不在本镇办理')
const rightful = await refusal('黄二', '申请采伐的林木在自然保护地核心区，依法不予受理')
const bad = await rated()
const lates = [await handIn(clerk, town, ITEM), await handIn(clerk, town, ITEM), await handIn(clerk, town, ITEM)]
await due(lates[0].caseNumber, '2026-09-01', '2026-10-09')
await due(lates[1].caseNumber, '2026-11-02', '2099-12-31')
await due(lates[2].caseNumber, '2026-11-03', '2099-12-31')
const { person: slow, task } = await reviewerOf(town, lates[0].caseNumber)
await slow.call('POST', `/tasks/${task}:claim`, {}, 200)

const desk = await sitDown(account('centre_head', town), '/staff/head')
const { page } = desk
const row = (text) => page.locator('tbody tr', { hasText: text })
const button = (name) => page.getByRole('button', { name, exact: true })

await step('sees the refusals that wait; another comes by itself', async () => {
  await row(wrongful).waitFor()
  await row(rightful).waitFor()
  await station(desk, 'refusals')
  const third = await refusal('黄三', '材料是伪造的')
  await row(third).waitFor()
  await page.getByRole('status').filter({ hasText: '新到 1 件' }).waitFor()
})

await step('rejects one, with the reason', async () => {
  await row(wrongful).getByRole('link').click()
  await page.getByText('不在本镇办理').first().waitFor()
  await page.getByRole('img', { name: '采伐申请表' }).waitFor()
  await station(desk, 'refusal')
  await button('提交决定').click()
  await page.getByRole('link', { name: '请选择同意还是驳回' }).waitFor()
  await page.getByRole('radio', { name: /^驳回/ }).check()
  await button('提交决定').click()
  await page.getByRole('link', { name: '请写明驳回理由' }).waitFor()
  await station(desk, 'refusal-wrong')
  await page.getByLabel('驳回理由').fill('本镇林业站可以办理，请窗口受理')
  await button('提交决定').click()
  await page.getByRole('heading', { name: '已驳回，办件回到窗口' }).waitFor()
  await station(desk, 'refusal-rejected')
  equal((await clerk.get(`/cases/${wrongful}`)).refusal?.pending ?? false, false, 'pending')
})

await step('confirms one by keyboard alone', async () => {
  await page.getByRole('link', { name: '回到列表' }).click()
  await row(rightful).getByRole('link').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('radio', { name: /^同意不予受理/ }).focus()
  await page.keyboard.press('Enter')
  await button('提交决定').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '已同意不予受理' }).waitFor()
  equal((await clerk.get(`/cases/${rightful}`)).state, 'REFUSED', 'state')
  await page.reload()
  await page.getByText('这件不予受理已经处理过了。').waitFor()
})

await step('calls back a negative rating: once in vain, then reached', async () => {
  await page.goto('/staff/head/ratings')
  await row(bad).waitFor()
  truth(await page.getByText('非常不满意').isVisible(), 'the rating')
  await station(desk, 'ratings')
  await row(bad).getByRole('link').click()
  await page.getByText('跑了三趟').waitFor()
  equal(await page.evaluate(() => globalThis.ran), undefined, 'a script in the comment')
  truth((await page.getByText('13812345679').count()) === 0, 'no number before it is asked for')
  await button('查看联系电话').click()
  await page.getByText('13812345679').waitFor()
  await station(desk, 'call-back')
  await button('记录回访').click()
  await page.getByRole('link', { name: '请选择是否联系上' }).waitFor()
  await page.getByRole('radio', { name: '没联系上' }).check()
  await page.getByLabel('回访情况').fill('无人接听')
  await button('记录回访').click()
  await page.getByText('已记录：没有联系上').waitFor()
  await page.getByText('1 次没联系上').waitFor()
  await page.getByRole('radio', { name: '联系上了', exact: true }).check()
  await page.getByLabel('回访情况').fill('反映来了三趟，材料没有一次告知')
  await button('记录回访').click()
  await page.getByRole('heading', { name: '第二步：整改' }).waitFor()
  await station(desk, 'measures')
})

await step('records the measures, answers, closes', async () => {
  await page.getByLabel('整改措施').fill('窗口一次性告知单重新培训')
  await button('记录整改').click()
  await page.getByRole('heading', { name: '最后一步：答复评价人' }).waitFor()
  await page.reload()
  await button('答复并办结').click()
  await page.getByRole('link', { name: '请写明给评价人的答复' }).waitFor()
  await page.getByLabel('给评价人的答复').fill('已向您致歉，今后一次告知。')
  await button('答复并办结').click()
  await page.getByRole('heading', { name: '已办结' }).waitFor()
  await station(desk, 'closed')
  await page.getByRole('link', { name: '回到列表' }).click()
  await page.getByRole('link', { name: '已办结的回访' }).click()
  await row(bad).waitFor()
})

await step('sees who is late: by person, then each case', async () => {
  await page.goto('/staff/head/late')
  await row(lates[0].caseNumber).waitFor()
  const people = page.getByRole('table', { name: '按经办人' })
  const cells = (await people.locator('tbody tr').allTextContents()).map((text) => text.replace(/\s+/g, ' '))
  equal(cells.length, 2, 'who holds late cases')
  truth(cells[0].includes('测试') && !cells[0].includes('没人认领'), 'the one with red first')
  truth(cells[1].includes('没人认领'), 'then what nobody has')
  await station(desk, 'late')
  await page.getByRole('link', { name: '只看红灯' }).click()
  await until(async () => (await page.getByRole('table', { name: '逐件' }).locator('tbody tr').count()) === 1, 'red alone')
  await row(lates[0].caseNumber).getByRole('link').click()
  await page.locator('.page-title', { hasText: lates[0].caseNumber }).waitFor()
  truth((await button('认领，由我审查').count()) === 0, 'a head looks on')
  await station(desk, 'late-task')
})

await closeBrowser()
finish()
