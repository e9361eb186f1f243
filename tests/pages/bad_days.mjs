// Bad days on a phone: not yours, not found, not now, a session that ended in the middle, a keyboard and nothing else, and
// names that would like to be scripts.
// usage: bad_days.mjs URL ACCOUNTS_JSON SHOTS_DIR
import { closeBrowser, device, photo, settled, signInHere, station } from './lib/browser.mjs'
import { equal, finish, test, truth, until } from './lib/check.mjs'
import { account, accountsOf, citizenNumber, Person, url } from './lib/world.mjs'

const [first, second] = accountsOf('citizen')
const unit = account('clerk').unit

async function handedIn(serial) {
  const person = await new Person().signIn(first)
  return await person.call('POST', '/cases', {
    itemCode: 'LYJ-0201', unit, intent: 'SUBMIT', form: {}, papers: [],
    applicant: { name: '张测试', idNumber: citizenNumber(serial), phone: '13812345678' },
  }, 201)
}

async function signedIn(who) {
  const phone = await device()
  await phone.page.goto('/cases')
  await signInHere(phone.page, who)
  await phone.page.getByRole('heading', { name: '我的办件' }).waitFor()
  return phone
}

await test('not yours, not found', async () => {
  const made = await handedIn(101)
  const phone = await signedIn(second)
  await phone.page.goto(`/cases/${made.caseNumber}`)
  await phone.page.getByRole('heading', { name: '没有找到这一页' }).waitFor() // whose it is, is nobody's to learn
  await station(phone, 'someone-elses')
  await phone.page.goto('/no/such/page')
  await phone.page.getByRole('heading', { name: '没有找到这一页' }).waitFor()
  await station(phone, 'not-found')
  await phone.context.route('**/v1/cases?*', (route) => route.fulfill({
    status: 403, contentType: 'application/problem+json', body: JSON.stringify({ status: 403, code: 'ROLE_NOT_ALLOWED', detail: '您的岗位不能办理此操作' }) }))
  await phone.page.goto('/cases')
  await phone.page.getByRole('heading', { name: '这一页不属于您' }).waitFor()
  await station(phone, 'not-yours')
  await phone.context.close()
})

await test('not now, and then again', async () => {
  const phone = await device()
  await phone.page.goto('/')
  await phone.page.getByRole('link', { name: /全部事项/ }).click()
  await settled(phone.page)
  await phone.page.goto('/')
  await phone.context.setOffline(true)
  await phone.page.getByRole('link', { name: /全部事项/ }).click()
  await phone.page.getByRole('heading', { name: '暂时连不上' }).waitFor()
  await station(phone, 'not-now')
  await phone.context.setOffline(false)
  await phone.page.getByRole('button', { name: '再试一次' }).click()
  await phone.page.getByRole('link', { name: '林木采伐许可' }).or(phone.page.getByRole('button', { name: '显示更多' })).first().waitFor()
  await phone.context.close()
})

await test('a session that ends while something is typed: sign in, and go on', async () => {
  const phone = await signedIn(first)
  const { page, context } = phone
  await page.goto('/apply/LYJ-0201')
  await page.getByRole('radio').first().check()
  await page.getByRole('button', { name: '继续' }).click()
  await page.getByLabel('姓名').fill('张测试')
  await page.getByLabel('身份证号码').fill(citizenNumber(102))
  await page.getByLabel('电话').fill('13812345678')
  await page.getByRole('button', { name: '继续' }).click()
  while (!(await page.getByRole('heading', { name: '请核对后提交' }).isVisible())) {
    const title = await page.locator('main h1').textContent()
    await page.getByLabel(/我现在没有这份材料/).check()
    await page.getByRole('button', { name: '继续' }).click()
    await page.waitForFunction((before) => document.querySelector('main h1').textContent !== before, title)
  }
  await page.getByLabel(/还有什么要说明的/).fill('还没存下的字')
  await context.clearCookies()
  await page.getByRole('button', { name: '提交' }).click()
  await page.getByText('登录后接着办').waitFor()
  await station(phone, 'session-ended')
  await signInHere(page, first)
  await page.getByRole('heading', { name: '已提交' }).waitFor()
  const number = await page.locator('.done strong').first().textContent()
  const seen = await (await new Person().signIn(first)).get(`/cases/${number}`)
  equal(seen.form['说明'], '还没存下的字', 'what was typed before the session ended')
  await context.close()
})

await test('what the server refuses stands at the summary, and nothing typed is lost', async () => {
  const phone = await device()
  const { page } = phone
  await page.goto('/rate')
  await page.getByLabel('办件编号').fill('530623-20260101-000001-0')
  await page.getByLabel('查询码').fill('NOTTHECODE')
  await page.getByLabel('非常满意').check()
  await page.getByLabel(/想说的话/).fill('很好')
  await page.getByRole('button', { name: '提交评价' }).click()
  await page.locator('.error-summary').waitFor()
  equal(await page.evaluate(() => document.activeElement.className), 'error-summary', 'the focus is on')
  equal(await page.getByLabel(/想说的话/).inputValue(), '很好', 'the comment')
  await station(phone, 'refused')
  await phone.context.close()
})

await test('a reload in the middle of a word loses nothing', async () => {
  const phone = await signedIn(first)
  const { page } = phone
  await page.goto('/apply/LYJ-0201/who')
  await page.getByLabel('姓名').fill('张测')
  const kept = () => page.evaluate(() => new Promise((resolve) => {
    const asked = indexedDB.open('bianmin', 1)
    asked.onsuccess = () => {
      const got = asked.result.transaction('drafts').objectStore('drafts').get('apply LYJ-0201')
      got.onsuccess = () => { asked.result.close(); resolve(got.result?.applicant.name) }
    }
  }))
  await until(async () => (await kept()) === '张测', 'the draft on the device')
  await page.reload()
  await page.getByLabel('姓名').waitFor()
  equal(await page.getByLabel('姓名').inputValue(), '张测', 'the name')
  await page.goto('/rate')
  await page.getByLabel(/想说的话/).fill('等了')
  await page.getByLabel('满意', { exact: true }).check()
  await page.reload()
  equal(await page.getByLabel(/想说的话/).inputValue(), '等了', 'the comment')
  truth(await page.getByLabel('满意', { exact: true }).isChecked(), 'the level')
  await phone.context.close()
})

await test('English by a switch, and large print, both kept', async () => {
  const phone = await device()
  const { page } = phone
  await page.goto('/')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'What do you need?' }).waitFor()
  await page.getByRole('button', { name: 'Large print' }).click()
  await page.reload()
  await page.getByRole('heading', { name: 'What do you need?' }).waitFor()
  equal(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.print].join()), 'en,large', 'language and print')
  await station(phone, 'english')
  await phone.context.close()
})

// ---- Tab and Enter, nothing else ----

async function tabTo(page, name) {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const element = document.activeElement
      const label = element.labels?.[0]?.textContent ?? element.getAttribute('aria-label') ?? element.textContent
      return `${label ?? ''}`.trim()
    })
    if (at.startsWith(name)) return
  }
  throw new Error(`Tab never comes to «${name}»`)
}

async function press(page, name) {
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}

await test('handing in by Tab and Enter alone', async () => {
  const phone = await device()
  const { page } = phone
  await page.goto('/')
  await tabTo(page, '用您自己的话写')
  await page.keyboard.type('砍树')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '“砍树”的结果' }).waitFor()
  await press(page, '林木采伐许可')
  await page.getByRole('heading', { name: '要准备的材料' }).waitFor()
  await press(page, '现在就办')
  await page.getByLabel('用户名').waitFor()
  await tabTo(page, '用户名')
  await page.keyboard.type(second.username)
  await tabTo(page, '密码')
  await page.keyboard.type(second.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '您在哪个乡镇办？' }).waitFor()
  await press(page, '盐井镇')
  await press(page, '继续')
  await page.getByRole('heading', { name: '申请人是谁？' }).waitFor()
  await tabTo(page, '姓名')
  await page.keyboard.type('张测试')
  await tabTo(page, '身份证号码')
  await page.keyboard.type(citizenNumber(103))
  await tabTo(page, '电话')
  await page.keyboard.type('13812345678')
  await press(page, '继续')
  await page.getByRole('heading', { name: '请拍下“采伐申请表”' }).waitFor()
  const chosen = page.waitForEvent('filechooser')
  await press(page, '拍照或选择文件')
  await (await chosen).setFiles(await photo('采伐申请表'))
  await page.getByRole('img').waitFor()
  await press(page, '继续')
  for (const name of ['林权证', '采伐设计']) {
    await page.getByRole('heading', { name: `请拍下“${name}”` }).waitFor()
    await press(page, '我现在没有这份材料')
    await press(page, '继续')
  }
  await page.getByRole('heading', { name: '请核对后提交' }).waitFor()
  await press(page, '提交')
  await page.getByRole('heading', { name: '已提交' }).waitFor()
  await press(page, '看进度')
  await page.getByText('窗口正在核对材料').waitFor()
  await phone.context.close()
})

// ---- two hundred strings that would like to run ----

const shells = [
  (act) => `<script>${act}</script>`, (act) => `<img src=x onerror="${act}">`, (act) => `<svg onload="${act}">`,
  (act) => `"><img src=x onerror=${act}>`, (act) => `'><svg/onload=${act}>`, (act) => `<iframe src="javascript:parent.${act}">`,
  (act) => `<a href="javascript:${act}">x</a>`, (act) => `<body onload=${act}>`, (act) => `<input autofocus onfocus=${act}>`,
  (act) => `<details open ontoggle=${act}>`, (act) => `<video><source onerror="${act}">`, (act) => `</title><script>${act}</script>`,
  (act) => `</textarea><script>${act}</script>`, (act) => `<style>@import 'x';</style><img src=x onerror=${act}>`, (act) => `{{constructor.constructor('${act}')()}}`,
  (act) => `\${${act}}`, (act) => `javascript:${act}`, (act) => `<math href="javascript:${act}">x`, (act) => `&lt;script&gt;${act}&lt;/script&gt;`,
  (act) => `<object data="javascript:${act}">`,
]
const acts = ['window.ran=1', 'alert(1)', 'eval("window.ran=1")', 'top.ran=1', 'window["ran"]=1', 'document.title="ran"', 'fetch("/ran")', 'print()', 'confirm(1)', 'self.ran=1']
const strings = shells.flatMap((shell) => acts.map(shell))

async function nothingRan({ page, complaints }, where) {
  await settled(page)
  equal(await page.evaluate(() => [globalThis.ran, document.title.startsWith('ran')].join()), ',false', `${where}: what ran`)
  equal(complaints.splice(0).join('\n'), '', `${where}: complaints`)
}

const answer = (body) => (route) => route.fulfill({ contentType: 'application/json', body: JSON.stringify(body) })

await test(`${strings.length} strings of markup come out as text`, async () => {
  equal(new Set(strings).size, 200, 'different strings')
  const phone = await signedIn(first)
  const { page, context } = phone
  const items = (await (await fetch(`${url}/v1/items?pageSize=1`)).json()).items
  await context.route('**/v1/items?*', answer({ items: strings.map((name, at) => ({ ...items[0], item: `X-${at}`, name })), nextPageToken: '' }))
  await page.goto('/items')
  await nothingRan(phone, 'items')
  const shown = await page.locator('.rows strong').allTextContents()
  equal(shown.filter((text, at) => text === strings[at]).length, 200, 'names shown as they are')
  const made = await handedIn(104)
  const seen = await (await new Person().signIn(first)).get(`/cases/${made.caseNumber}`)
  const papers = strings.map((name) => ({ name, paperId: '00000000-0000-4000-8000-000000000000' }))
  await context.route(`**/v1/cases/${made.caseNumber}`, answer({
    ...seen, state: 'CORRECTION', papers, applicant: { ...seen.applicant, name: strings[0] }, itemName: strings[1],
    correction: { missing: strings, notes: strings.join('\n'), by: '', askedAt: '', documentNumber: '', notices: 1 } }))
  await page.goto(`/cases/${made.caseNumber}`)
  await nothingRan(phone, 'a case')
  equal(await page.locator('.bullets li').count(), 200, 'papers asked for')
  await page.goto(`/cases/${made.caseNumber}/correct`)
  await nothingRan(phone, 'a correction')
  equal((await page.locator('main h2').allTextContents()).filter((text, at) => text === strings[at]).length, 200, 'titles as they are')
  await context.close()
})

await test('names of files and words of a person come out as text, through the whole system', async () => {
  const phone = await signedIn(first)
  const { page } = phone
  const name = strings[1]
  await page.goto('/apply/LYJ-0201/who')
  await page.getByLabel('姓名').fill(name)
  await page.getByLabel('身份证号码').fill(citizenNumber(105))
  await page.getByLabel('电话').fill('13812345678')
  await page.getByRole('button', { name: '继续' }).click()
  const picture = await photo('采伐申请表')
  for (const each of strings.slice(0, 40)) {
    await page.locator('input[type=file]').setInputFiles({ ...picture, name: `${each.replaceAll('/', '∕')}.jpg` })
    await page.locator('.file-name').getByText(`${each.replaceAll('/', '∕')}.jpg`, { exact: true }).waitFor()
  }
  await nothingRan(phone, 'file names')
  await page.goto('/apply/LYJ-0201/check')
  await page.getByText(name).first().waitFor()
  await nothingRan(phone, 'the check')
  await phone.context.close()
})

await test('signing out leaves nothing on the device', async () => {
  const phone = await signedIn(first)
  const { page, context } = phone
  await page.goto('/apply/LYJ-0201/who')
  await page.getByLabel('姓名').fill('张测试')
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: '退出登录' }).click()])
  await page.getByRole('button', { name: '登录', exact: true }).waitFor()
  const left = await page.evaluate(() => Object.keys(localStorage).filter((name) => !['bm.language', 'bm.large', 'bm.unit'].includes(name)))
  equal(left.join(), '', 'left in localStorage')
  equal((await context.cookies()).length, 0, 'cookies left')
  await context.close()
})

await closeBrowser()
finish()
