// An agent's day on a phone: hand in for a citizen, see what waits for papers, bring them, see what is to be brought back.
// usage: agent.mjs URL ACCOUNTS_JSON SHOTS_DIR
import { closeBrowser, device, photo, settled, signInHere, station } from './lib/browser.mjs'
import { equal, finish, step, until } from './lib/check.mjs'
import { account, citizenNumber, reviewerOf, signIn } from './lib/world.mjs'

const agent = account('agent', account('clerk').unit)
const phone = await device()
const { page } = phone
let number = ''
let unit = ''

await step('signs in and finds the day before them', async () => {
  await page.goto('/agent')
  await signInHere(page, agent)
  await page.getByRole('heading', { name: '我的代办' }).waitFor()
  await page.getByText('现在没有').waitFor()
  await station(phone, 'agent-nothing')
  await page.goto('/')
  await page.getByRole('link', { name: /我的代办/ }).click()
  await settled(page)
})

await step('records the mandate that the citizen has signed', async () => {
  await page.getByRole('link', { name: '谁委托了我' }).click()
  await page.getByRole('link', { name: '登记纸质委托书' }).click()
  await page.getByRole('button', { name: '确认委托' }).click()
  await page.locator('.error-summary').waitFor()
  await page.getByLabel('姓名').fill('李代办')
  await page.getByLabel('身份证号码').fill(citizenNumber(201))
  await page.locator('input[type=file]').setInputFiles(await photo('委托书'))
  await page.getByRole('img').waitFor()
  await station(phone, 'mandate-new')
  await page.getByRole('button', { name: '确认委托' }).click()
  await page.getByRole('heading', { name: '李代办' }).first().waitFor()
  await station(phone, 'mandates')
})

await step('hands in for that citizen', async () => {
  await page.goto('/agent')
  await page.getByRole('link', { name: '替人办一件事' }).click()
  await page.getByLabel(/用您自己的话写/).fill('砍树')
  await page.getByRole('button', { name: '查找' }).click()
  await page.getByRole('link', { name: '林木采伐许可' }).click()
  await page.getByRole('link', { name: '现在就办' }).click()
  await page.getByRole('radio', { name: '盐井镇' }).check()
  await page.getByRole('button', { name: '继续' }).click()
  await page.getByRole('radio', { name: /李代办/ }).first().check()
  equal(await page.getByLabel('姓名').inputValue(), '李代办', 'the name is the mandate\'s')
  await page.getByLabel('身份证号码').fill(citizenNumber(201))
  await page.getByLabel('电话').fill('13812345679')
  await station(phone, 'agent-who')
  await page.getByRole('button', { name: '继续' }).click()
  for (const name of ['采伐申请表', '林权证', '采伐设计']) {
    await page.getByRole('heading', { name: `请拍下“${name}”` }).waitFor()
    await page.getByLabel(/我现在没有这份材料/).check()
    await page.getByRole('button', { name: '继续' }).click()
  }
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await page.getByRole('heading', { name: '已提交' }).waitFor()
  number = await page.locator('.done strong').first().textContent()
})

await step('sees what waits for papers, and brings them', async () => {
  const one = await (await signIn('county_supervisor')).get(`/cases/${number}`)
  unit = one.unit
  equal(one.source, 'AGENT', 'where it came in')
  const clerk = await signIn('clerk', unit)
  await clerk.call('POST', `/cases/${number}:requestCorrection`, { missing: ['采伐设计'], notes: '请补交采伐设计' }, 200)
  await page.goto('/agent')
  await page.getByText(number).waitFor()
  await station(phone, 'agent-papers')
  await page.getByText(number).click()
  await page.getByRole('link', { name: '现在补材料' }).click()
  await page.locator('input[type=file]').setInputFiles(await photo('采伐设计'))
  await page.getByRole('img', { name: '采伐设计' }).waitFor()
  await page.getByRole('button', { name: '提交补正' }).click()
  await page.getByText('窗口正在核对材料').waitFor()
})

await step('sees what is under way, and what is to be brought back', async () => {
  const clerk = await signIn('clerk', unit)
  await clerk.call('POST', `/cases/${number}:accept`, {}, 200)
  await page.goto('/agent?list=UNDER_WAY')
  await page.getByText(number).waitFor()
  await station(phone, 'agent-under-way')
  const { person, task } = await reviewerOf(unit, number)
  await person.call('POST', `/tasks/${task}:claim`, {}, 200)
  await person.call('POST', `/tasks/${task}:decide`, { outcome: 'GRANT', reasons: '符合采伐条件', certificateValidUntil: '2027-12-31' }, 200)
  await until(async () => (await clerk.get(`/cases/${number}`)).state === 'DECIDED', 'the decision at the window')
  await page.goto('/agent?list=DELIVERY')
  await page.getByText(number).waitFor()
  await station(phone, 'agent-delivery')
})

await step('takes a visit at home that a citizen asks for, and makes it', async () => {
  const home = await device()
  await home.page.goto('/visits')
  await signInHere(home.page, account('citizen'))
  await home.page.getByRole('link', { name: '请代办员上门' }).click()
  await home.page.getByRole('button', { name: '盐井镇' }).click()
  await home.page.getByLabel('姓名').fill('王奶奶')
  await home.page.getByLabel('电话').fill('13812345670')
  await home.page.getByLabel('地址').fill('盐井镇水井社区 3 组')
  await home.page.getByLabel(/要办什么/).fill('高龄津贴')
  await station(home, 'visit-new')
  await home.page.getByRole('button', { name: '提交', exact: true }).click()
  await home.page.getByRole('link', { name: /王奶奶/ }).first().waitFor()
  await station(home, 'visits')
  await page.goto('/visits')
  await page.getByRole('link', { name: /王奶奶/ }).first().click()
  await station(phone, 'visit-asked')
  await page.getByRole('button', { name: '我去，定下日期' }).click()
  await page.getByRole('button', { name: '已上门' }).waitFor()
  await station(phone, 'visit-planned')
  await page.getByLabel('办理情况').fill('材料已收齐')
  await page.getByRole('button', { name: '已上门' }).click()
  await page.getByText('材料已收齐').waitFor()
  await home.context.close()
})

await step('a citizen names an agent, and takes the mandate back', async () => {
  const home = await device()
  await home.page.goto('/mandates')
  await signInHere(home.page, account('citizen'))
  await home.page.getByRole('link', { name: '委托一位代办员' }).click()
  await home.page.getByRole('button', { name: '盐井镇' }).click()
  await home.page.getByRole('radio', { name: /盐井镇测试代办员/ }).check()
  await station(home, 'mandate-give')
  await home.page.getByRole('button', { name: '确认委托' }).click()
  await home.page.getByRole('button', { name: '收回委托' }).first().click()
  await home.page.getByText('已收回').first().waitFor()
  await station(home, 'mandate-taken-back')
  await home.context.close()
})

await closeBrowser()
finish()
