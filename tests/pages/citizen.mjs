// The citizen's part of the story, on a phone: find, read, hand in with the connection cut in the middle, follow, correct,
// see the decision, rate from a QR code.
// usage: citizen.mjs URL ACCOUNTS_JSON SHOTS_DIR
import { closeBrowser, device, photo, signInHere, station } from './lib/browser.mjs'
import { equal, finish, step, truth, until } from './lib/check.mjs'
import { account, citizenNumber, reviewerOf, signIn } from './lib/world.mjs'

const ITEM = '林木采伐许可'
const citizen = account('citizen')
const phone = await device()
const { page, context } = phone
let number = ''
let code = ''
let township = ''

const go = (name) => page.getByRole('button', { name, exact: true }).click()
const link = (name) => page.getByRole('link', { name }).first().click()

async function addPhoto(name) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByText('拍照或选择文件').click()])
  await chooser.setFiles(await photo(name))
  await page.getByRole('img', { name }).waitFor()
}

await step('finds a matter by what people call it, by life event and by office', async () => {
  await page.goto('/')
  await station(phone, 'home')
  await page.getByLabel(/用您自己的话写/).fill('砍树')
  await go('查找')
  await page.getByRole('link', { name: ITEM }).waitFor()
  await station(phone, 'found')
  await page.goto('/')
  await link('建房住房')
  await page.getByRole('link', { name: /宅基地/ }).waitFor()
  await page.goto('/')
  await link('按部门找')
  await page.getByRole('button', { name: '盐井镇' }).click()
  await station(phone, 'offices')
  await link('林业站')
  await page.getByRole('link', { name: ITEM }).waitFor()
})

await step('reads its guide', async () => {
  await link(ITEM)
  await page.getByRole('heading', { name: '要准备的材料' }).waitFor()
  truth(await page.getByText('承诺 7 个工作日（法定 20 个工作日）').isVisible(), 'both limits')
  await station(phone, 'guide')
})

await step('signs in where it is needed, and goes on', async () => {
  await link('现在就办')
  await page.getByLabel('用户名').waitFor()
  await station(phone, 'sign-in')
  await page.getByLabel('用户名').fill(citizen.username)
  await page.getByLabel('密码').fill('wrong')
  await page.locator('form').getByRole('button', { name: '登录' }).click()
  await page.getByRole('alert').waitFor()
  await signInHere(page, citizen)
  await page.getByRole('heading', { name: '您在哪个乡镇办？' }).waitFor()
  equal(await page.evaluate(() => document.cookie), '', 'what a script sees of the session')
  truth(await page.getByRole('radio', { name: '盐井镇' }).isChecked(), 'the township chosen before')
  await station(phone, 'where')
  await go('继续')
})

await step('is told at the field what is wrong', async () => {
  await page.getByLabel('姓名').fill('张测试')
  await page.getByLabel('身份证号码').fill('530623198503120011')
  await go('继续')
  await page.getByRole('alert').waitFor()
  equal(await page.locator('.error-summary li').count(), 2, 'lines of the summary')
  await page.getByRole('link', { name: '身份证号码不对，请核对 18 位号码' }).click()
  equal(await page.evaluate(() => document.activeElement.id), 'applicant.idNumber', 'the summary leads to')
  await station(phone, 'who-wrong')
  await page.getByLabel('身份证号码').fill(citizenNumber(77))
  await page.getByLabel('电话').fill('13812345678')
  await go('继续')
})

await step('takes photos step by step; a reload loses nothing', async () => {
  await page.getByRole('heading', { name: '请拍下“采伐申请表”' }).waitFor()
  await go('继续')
  await page.locator('.error-summary').waitFor()
  await addPhoto('采伐申请表')
  await station(phone, 'photo')
  await go('继续')
  await page.getByRole('heading', { name: '请拍下“林权证”' }).waitFor()
  await page.reload()
  await addPhoto('林权证')
  await go('继续')
  await page.getByLabel(/我现在没有这份材料/).check()
  await go('继续')
  await page.getByRole('heading', { name: '请核对后提交' }).waitFor()
  for (const text of ['张测试', citizenNumber(77), '采伐申请表.jpg', '林权证.jpg', '以后补']) {
    truth(await page.getByText(text).first().isVisible(), `${text} is kept`)
  }
  await station(phone, 'check')
})

await step('hands in while the connection is cut: nothing is lost, nothing is sent twice', async () => {
  const mine = async () => (await (await signIn('citizen')).get('/cases?pageSize=100')).cases.filter((one) => one.itemName === ITEM)
  const before = (await mine()).length
  const keys = []
  let answers = 0
  await context.route('**/v1/cases', async (route) => {
    keys.push(route.request().headers()['idempotency-key'])
    if (keys.length > 1) return route.continue()
    // The server has it; the answer never arrives, and from then on there is no network.
    answers = (await route.fetch()).status()
    await context.setOffline(true)
    return route.abort('connectionreset')
  })
  await go('提交')
  await page.getByRole('heading', { name: '暂时连不上' }).waitFor()
  equal(answers, 201, 'what the server answered into the dead connection')
  await station(phone, 'cut')
  await context.setOffline(false)
  await page.reload()
  await page.getByRole('heading', { name: '请核对后提交' }).waitFor()
  await go('提交')
  await page.getByRole('heading', { name: '已提交' }).waitFor()
  await context.unroute('**/v1/cases')
  equal(new Set(keys).size, 1, 'keys sent')
  truth(keys.length >= 2, 'sent again')
  number = await page.locator('.done strong').first().textContent()
  code = await page.locator('.done strong').nth(1).textContent()
  truth(/^530623-\d{8}-\d{6}-[\dX]$/.test(number), `a case number: ${number}`)
  await station(phone, 'handed')
  const found = await mine()
  equal(found.length - before, 1, 'cases made')
  equal(found[0].papers.length, 2, 'its papers')
})

await step('follows it, and answers the correction', async () => {
  const clerk = await signIn('clerk', (await (await signIn('citizen')).get(`/cases/${number}`)).unit)
  await page.getByRole('link', { name: '看进度' }).click()
  await page.getByText('窗口正在核对材料').waitFor()
  await station(phone, 'progress-submitted')
  await clerk.call('POST', `/cases/${number}:requestCorrection`, { missing: ['采伐设计'], notes: '请补交采伐设计一份' }, 200)
  await page.goto('/cases')
  await page.getByText('等您补正').waitFor()
  await station(phone, 'my-cases')
  await link(ITEM)
  await page.getByText('补齐前不计办理时间').or(page.getByText('期间不计办理时间')).waitFor()
  await station(phone, 'progress-correction')
  await link('现在补材料')
  await go('提交补正')
  await page.locator('.error-summary').waitFor()
  await addPhoto('采伐设计')
  await station(phone, 'correct')
  await go('提交补正')
  await page.getByText('窗口正在核对材料').waitFor()
  township = clerk
})

await step('sees the promised date, without signing in too', async () => {
  const clerk = township
  const accepted = await clerk.call('POST', `/cases/${number}:accept`, {}, 200)
  const [year, month, day] = accepted.acceptance.promisedDue.split('-').map(Number)
  const said = `${year}年${month}月${day}日`
  await page.reload()
  await page.getByText(`承诺 ${said} 前办结`).waitFor()
  await station(phone, 'progress-accepted')
  const other = await device()
  await other.page.goto('/')
  await other.page.getByRole('link', { name: /凭编号查进度/ }).click()
  await other.page.getByLabel('办件编号').fill(number)
  await other.page.getByLabel('查询码').fill('WRONG-CODE')
  await other.page.getByRole('button', { name: '查询' }).click()
  await other.page.locator('.error-summary').or(other.page.locator('.trouble')).waitFor()
  await station(other, 'progress-wrong-code')
  await other.page.getByLabel('查询码').fill(code)
  await other.page.getByRole('button', { name: '查询' }).click()
  await other.page.getByText(`承诺 ${said} 前办结`).waitFor()
  await station(other, 'progress-by-code')
  await other.context.close()
})

await step('anyone can see that its receipt is genuine', async () => {
  const { documents } = await township.get(`/cases/${number}/documents`)
  const receipt = documents.find((each) => each.kind === 'RECEIPT')
  const other = await device()
  await other.page.goto(receipt.verifyPath)
  await other.page.getByRole('heading', { name: '是真的：由本系统出具' }).waitFor()
  await station(other, 'genuine')
  await other.page.goto(`/verify/${receipt.number}`)
  await other.page.getByLabel('验证码').fill('00000000')
  await other.page.getByRole('button', { name: '查验' }).click()
  await other.page.locator('.error-summary').or(other.page.locator('.trouble')).waitFor()
  truth(!(await other.page.getByRole('heading', { name: '是真的：由本系统出具' }).isVisible()), 'a wrong code proves nothing')
  await station(other, 'not-proved')
  await other.context.close()
})

await step('sees the decision', async () => {
  const clerk = township
  const unit = (await clerk.get(`/cases/${number}`)).unit
  const { person, task } = await reviewerOf(unit, number)
  await person.call('POST', `/tasks/${task}:claim`, {}, 200)
  await person.call('POST', `/tasks/${task}:decide`, { outcome: 'GRANT', reasons: '符合采伐条件', certificateValidUntil: '2027-12-31' }, 200)
  await until(async () => (await clerk.get(`/cases/${number}`)).state === 'DECIDED', 'the decision at the window')
  await clerk.call('POST', `/cases/${number}:deliver`, { method: 'WINDOW', receiver: '张测试' }, 200)
  await page.reload()
  await page.getByText('符合采伐条件').waitFor()
  await station(phone, 'decided')
})

await step('rates from a QR code, without signing in', async () => {
  const other = await device()
  await other.page.goto(`/rate/${number}#${code}`)
  await other.page.getByRole('button', { name: '提交评价' }).click()
  await other.page.locator('.error-summary').waitFor()
  await other.page.getByLabel('非常不满意').check()
  await other.page.getByRole('button', { name: '提交评价' }).click()
  await other.page.getByRole('link', { name: '请选一个原因，或写下来' }).waitFor()
  await other.page.getByLabel('等候时间长').check()
  await other.page.getByLabel(/想说的话/).fill('等了很久 <img src=x onerror="window.ran=1">')
  await station(other, 'rate')
  await until(async () => {
    await other.page.getByRole('button', { name: '提交评价' }).click()
    await other.page.getByRole('heading', { name: '谢谢您的评价' }).or(other.page.locator('.error-summary')).waitFor()
    return other.page.getByRole('heading', { name: '谢谢您的评价' }).isVisible()
  }, 'the rating to be open')
  await station(other, 'rated')
  await other.context.close()
})

await closeBrowser()
finish()
