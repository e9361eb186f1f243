// The clerk's window: a routine acceptance from the keyboard alone, counted and timed; the once-only notice, the refusal's draft, the
// redirect slip, what is handed in online, delivery; every paper that is printed proves itself by its QR code.
// usage: counter.mjs URL ACCOUNTS_JSON SHOTS_DIR
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { closeBrowser, DESK, device, photo, settled, signInHere, station } from './lib/browser.mjs'
import { equal, finish, step, truth, until } from './lib/check.mjs'
import { account, citizenNumber, reviewerOf, shots, signIn } from './lib/world.mjs'

const TOWN = '530623101'
const ITEM = '林木采伐许可'
const clerk = account('clerk', TOWN)
const desk = await device(DESK)
const { page, context } = desk
await context.addInitScript(() => { globalThis.print = () => { globalThis.printed = (globalThis.printed ?? 0) + 1 } })

const KEYS_A_SECOND = 3
const PINYIN = 5 // keys for one Chinese character: up to four letters and the choice
// A person at a keyboard: each key counted, and the time they wait for the page.
const hand = { keys: 0, waited: 0 }
async function press(...keys) {
  for (const key of keys) {
    hand.keys += key.split('+').length
    await page.keyboard.press(key)
  }
}
async function type(text) {
  for (const letter of text) {
    if (letter.charCodeAt(0) < 128) {
      hand.keys++
      await page.keyboard.type(letter)
    } else {
      hand.keys += PINYIN
      await page.keyboard.insertText(letter)
    }
  }
}
async function seen(locator) {
  const started = Date.now()
  await locator.waitFor()
  hand.waited += Date.now() - started
}
const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim())
const title = () => page.locator('.official h2').textContent()
const documentText = () => page.locator('.official').innerText()

// The QR codes on the page, read by a reader that did not write them, from the picture of the page.
const reader = readFileSync(createRequire(import.meta.url).resolve('jsqr'), 'utf8')
async function qrCodes() {
  const bench = await context.newPage()
  await bench.goto('about:blank')
  await bench.evaluate(reader)
  const texts = []
  for (const each of await page.locator('.official svg.qr').all()) {
    const picture = `data:image/png;base64,${(await each.screenshot({ scale: 'css' })).toString('base64')}`
    texts.push(await bench.evaluate(async (source) => {
      const image = await createImageBitmap(await (await fetch(source)).blob())
      const canvas = new OffscreenCanvas(image.width * 4, image.height * 4)
      const pen = canvas.getContext('2d')
      pen.imageSmoothingEnabled = false
      pen.drawImage(image, 0, 0, canvas.width, canvas.height)
      return globalThis.jsQR(pen.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height)?.data
    }, picture))
  }
  await bench.close()
  return texts
}

// A4 as the printer gets it: how many pages.
async function printedPages(name) {
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true })
  writeFileSync(`${shots}/${name}.pdf`, pdf)
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length
}

async function genuine(address) {
  const anyone = await device()
  await anyone.page.goto(address)
  await anyone.page.getByRole('heading', { name: '是真的：由本系统出具' }).waitFor()
  await anyone.context.close()
}

let routine = ''

await step('signs in at the window, and the number is where one types', async () => {
  await page.goto('/staff/counter')
  await signInHere(page, clerk)
  await page.getByRole('heading', { name: '收件窗口' }).waitFor()
  await until(async () => (await focused()) === 'applicant.idNumber', 'the focus in the number')
  await station(desk, 'window')
})

await step('a routine acceptance from the keyboard alone takes less than a minute', async () => {
  await page.goto('/staff/counter')
  await until(async () => (await focused()) === 'applicant.idNumber', 'the focus in the number')
  Object.assign(hand, { keys: 0, waited: 0 })
  await type(citizenNumber(311))
  await press('Enter')
  await seen(page.getByText('没有找到此人，请填写姓名和电话'))
  await type('赵测试')
  await press('Enter')
  await type('13987654321')
  await press('Enter')
  await type('砍树')
  await seen(page.getByRole('option', { name: ITEM }))
  await press('Enter')
  await seen(page.getByLabel('材料全部收到'))
  await press('Space', 'Control+Enter')
  await seen(page.getByRole('button', { name: '打印', exact: true }))
  await press('Enter')
  equal(await page.evaluate(() => globalThis.printed), 1, 'times printed')
  const seconds = hand.keys / KEYS_A_SECOND + hand.waited / 1000
  console.log(`     ${hand.keys} keys at ${KEYS_A_SECOND} a second, ${(hand.waited / 1000).toFixed(1)} s waited: ${seconds.toFixed(1)} s`)
  truth(seconds < 60, `a routine acceptance takes ${seconds.toFixed(1)} s`)
  routine = page.url().match(/cases\/([^/]+)/)[1]
})

await step('the receipt says what the law asks, on one page, and proves itself', async () => {
  const text = await documentText()
  equal(await title(), '受理通知书', 'title')
  for (const part of ['盐井镇林业站', '编号：SL', '赵测试：', '承诺办结日期', '法定办结日期', '采伐申请表（纸质）', '首问责任人', '签收人', '印章', '验证码', '查询码', routine]) {
    truth(text.includes(part), `the receipt has no ${part}: ${text}`)
  }
  await station(desk, 'receipt')
  equal(await printedPages('receipt'), 1, 'pages of paper')
  const [proof, progress] = await qrCodes()
  truth(/\/verify\/SL/.test(proof ?? ''), `the first QR code: ${proof}`)
  await genuine(proof)
  const anyone = await device()
  await anyone.page.goto(progress)
  await anyone.page.getByText(/承诺 .* 前办结/).waitFor()
  await anyone.context.close()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '收件窗口' }).waitFor()
  equal(await page.getByLabel('证件号码').inputValue(), '', 'nothing of the last person is left')
})

await step('says at the field what lacks', async () => {
  await page.keyboard.press('Control+Enter')
  await page.getByRole('alert').waitFor()
  equal(await page.locator('.error-summary li').count(), 4, 'lines of the summary')
  await page.getByRole('link', { name: '请选择事项' }).press('Enter')
  equal(await focused(), 'itemCode', 'the summary leads to')
  await page.getByLabel('证件号码').fill('530623198503120011')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('link', { name: '身份证号码不对，请核对 18 位号码' }).waitFor()
  await station(desk, 'window-wrong')
})

await step('knows the person who was here, and warns of the same matter under way', async () => {
  await page.getByLabel('证件号码').fill(citizenNumber(311))
  await page.getByLabel('证件号码').press('Enter')
  await page.getByText('已找到：赵测试，资料已填好').waitFor()
  equal(await page.getByLabel('电话').inputValue(), '13987654321', 'the phone')
  equal(await focused(), 'itemCode', 'the focus')
  await page.keyboard.insertText('采伐')
  await page.getByRole('option', { name: ITEM }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('此人的同一事项正在办理').waitFor()
})

await step('gives the once-only notice; a reload and an ended session lose nothing', async () => {
  await page.getByRole('checkbox', { name: '采伐申请表' }).first().check()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('link', { name: /还有 2 份材料没有打勾/ }).waitFor()
  await page.getByLabel('一次性告知补正').check()
  await page.getByLabel(/说明：要补什么/).fill('采伐设计要有资质单位盖章')
  const chooser = page.waitForEvent('filechooser')
  await page.getByText('扫描或上传').nth(0).click()
  await (await chooser).setFiles(await photo('采伐申请表'))
  await page.getByText('已选：采伐申请表.jpg').waitFor()
  await station(desk, 'window-notice')
  await until(async () => { // kept a moment after it was typed
    await page.reload()
    await settled(page)
    return page.getByText('已选：采伐申请表.jpg').isVisible()
  }, 'what was typed to be there after a reload')
  equal(await page.getByLabel('姓名或单位名称').inputValue(), '赵测试', 'the name after a reload')
  truth(await page.getByRole('checkbox', { name: '采伐申请表' }).first().isChecked(), 'the tick after a reload')
  equal(await page.getByLabel(/说明：要补什么/).inputValue(), '采伐设计要有资质单位盖章', 'the notes after a reload')
  await context.clearCookies()
  await page.keyboard.press('Control+Enter')
  await signInHere(page, clerk)
  await page.locator('.official').waitFor()
  const text = await documentText()
  equal(await title(), '补正材料一次性告知书', 'title')
  for (const part of ['林权证', '采伐设计', '采伐设计要有资质单位盖章', '编号：BZ', '前补正', '签收人']) truth(text.includes(part), `the notice has no ${part}: ${text}`)
  await station(desk, 'notice')
  equal(await printedPages('notice'), 1, 'pages of paper')
  await genuine((await qrCodes())[0])
})

await step('takes in what was brought, and accepts', async () => {
  await page.getByRole('link', { name: '看办件' }).click()
  await page.getByRole('heading', { name: '材料补来了' }).waitFor()
  await station(desk, 'case-correction')
  await page.getByRole('button', { name: '收下补正材料' }).click()
  await page.getByRole('link', { name: '请勾选收到的材料' }).waitFor()
  await page.getByLabel('材料全部收到').check()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('button', { name: '受理并打印受理通知书' }).waitFor()
  await station(desk, 'case-corrected')
  await page.getByRole('button', { name: '受理并打印受理通知书' }).press('Enter')
  await page.locator('.official').waitFor()
  const text = await documentText()
  for (const part of ['1．采伐申请表', '林权证（纸质）', '采伐设计（纸质）']) truth(text.includes(part), `the receipt has no ${part}: ${text}`)
})

async function fresh(serial, matter, name) {
  await page.goto('/staff/counter')
  await page.getByLabel('证件号码').fill(citizenNumber(serial))
  await page.getByLabel('证件号码').press('Enter')
  await page.getByText('没有找到此人').waitFor()
  await page.getByLabel('姓名或单位名称').fill('钱测试')
  await page.getByLabel('电话').fill('0870-6620000')
  await page.getByRole('combobox', { name: '办什么事' }).fill(matter)
  await page.getByRole('option', { name }).first().waitFor()
  await page.getByRole('combobox', { name: '办什么事' }).press('Enter')
  await page.getByRole('button', { name: '换一个事项' }).waitFor()
}

await step('asks for a refusal: a draft without number, for the head has the word', async () => {
  await fresh(312, '砍树', ITEM)
  await page.getByLabel('提请不予受理').check()
  await page.getByRole('button', { name: '提请并打印拟稿' }).click()
  await page.getByRole('link', { name: '请写明依据' }).waitFor()
  await page.getByLabel('理由').fill('自留地零星林木，不需要许可')
  await page.getByLabel('法律依据').fill('《森林法》第五十六条')
  await page.keyboard.press('Enter')
  await page.locator('.official').waitFor()
  truth((await title()).includes('拟稿'), 'it is a draft')
  equal(await page.locator('.official svg.qr').count(), 1, 'only the QR code of the progress')
  await station(desk, 'refusal-draft')
  const number = page.url().match(/cases\/([^/]+)/)[1]
  const head = await signIn('centre_head', TOWN)
  await head.call('POST', `/cases/${number}:confirmRefusal`, {}, 200)
  await page.reload()
  await page.getByText('编号：BY').waitFor()
  const text = await documentText()
  for (const part of ['不予受理决定书', '自留地零星林木', '第五十六条', '行政复议']) truth(text.includes(part), `the refusal has no ${part}: ${text}`)
  await station(desk, 'refusal')
  equal(await printedPages('refusal'), 1, 'pages of paper')
  await genuine((await qrCodes())[0])
})

await step('redirects with a slip', async () => {
  await fresh(313, '砍树', ITEM)
  await page.getByLabel('告知向其他机关申请').check()
  await page.getByLabel('应当向哪个机关申请').fill('大关县林业和草原局')
  await page.getByLabel('理由').fill('林地在大关县')
  await page.keyboard.press('Control+Enter')
  await page.locator('.official').waitFor()
  const text = await documentText()
  for (const part of ['向其他机关申请告知书', '请向大关县林业和草原局申请', '编号：GZ']) truth(text.includes(part), `the slip has no ${part}: ${text}`)
  await station(desk, 'redirect')
  await genuine((await qrCodes())[0])
})

await step('receives what can only be received, with a slip', async () => {
  await fresh(314, '宅基地', /宅基地/)
  await page.getByText('联办件目前只能先收件').waitFor()
  await page.getByRole('button', { name: '收件并打印收件凭证' }).click()
  await page.locator('.official').waitFor()
  equal(await title(), '收件凭证', 'title')
  truth((await documentText()).includes('钱测试：'), 'the slip says the name')
  await station(desk, 'received')
})

await step('the queue shows by itself what is handed in online, and the clerk accepts it', async () => {
  await page.goto('/staff/counter/queue')
  await settled(page)
  const citizen = await signIn('citizen')
  const made = await citizen.call('POST', '/cases', {
    itemCode: 'LYJ-0201', unit: TOWN, intent: 'SUBMIT', form: { 说明: '自家林地，五棵杉木' },
    applicant: { name: '孙测试', idNumber: citizenNumber(315), phone: '13912340000' },
  }, 201)
  await page.getByRole('link', { name: made.caseNumber }).waitFor()
  await station(desk, 'queue')
  await page.getByRole('link', { name: made.caseNumber }).press('Enter')
  await page.getByText('自家林地，五棵杉木').waitFor()
  await station(desk, 'case-online')
  equal(await page.getByRole('radio', { name: '一次性告知补正' }).isChecked(), true, 'what lacks is asked for, unless the clerk says otherwise')
  await page.getByRole('radio', { name: '受理', exact: false }).first().check()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('link', { name: /还有 3 份材料没有收到/ }).press('Enter')
  await page.keyboard.press('Space')
  await page.keyboard.press('Control+Enter')
  await page.locator('.official').waitFor()
  equal(await title(), '受理通知书', 'title')
})

await step('delivers the decision, signed for', async () => {
  const { person, task } = await reviewerOf(TOWN, routine)
  await person.call('POST', `/tasks/${task}:claim`, {}, 200)
  await person.call('POST', `/tasks/${task}:decide`, { outcome: 'GRANT', reasons: '符合采伐条件', certificateValidUntil: '2027-12-31' }, 200)
  await page.goto('/staff/counter/queue?list=DELIVERY')
  await page.getByRole('link', { name: routine }).press('Enter')
  await page.getByRole('heading', { name: '送达' }).waitFor()
  await page.getByRole('button', { name: '确认送达' }).click()
  await page.getByRole('link', { name: '请填写签收人姓名' }).press('Enter')
  await page.keyboard.insertText('赵测试')
  await station(desk, 'deliver')
  await page.getByLabel('签收人').press('Enter')
  await page.getByText('已送达，本件办结。').waitFor()
  await station(desk, 'delivered')
  await page.getByRole('link', { name: '证书', exact: true }).click()
  await page.locator('.official').waitFor()
  await station(desk, 'certificate')
  await genuine((await qrCodes())[0])
})

await step('a window of another township knows nothing of it; a citizen has no window', async () => {
  const other = await device(DESK)
  await other.page.goto(`/staff/counter/cases/${routine}`)
  await signInHere(other.page, account('clerk', '530623102'))
  await other.page.getByRole('heading', { name: '没有找到这一页' }).waitFor()
  await other.context.close()
  const citizen = await device(DESK)
  await citizen.page.goto('/staff/counter')
  await signInHere(citizen.page, account('citizen'))
  await citizen.page.getByRole('heading', { name: '这一页不属于您' }).waitFor()
  await citizen.context.close()
})

await closeBrowser()
finish()
