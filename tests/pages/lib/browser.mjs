// Debian's Chromium, a context a person, and what is looked at on every page: no error in the console, no script but ours,
// axe-core, large print, a screenshot.
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { equal, truth, until } from './check.mjs'
import { shots, url } from './world.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
export const PHONE = { width: 390, height: 844 }
export const DESK = { width: 1440, height: 900 }

mkdirSync(shots, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.BM_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--lang=zh-CN'], env: { ...process.env, LANGUAGE: 'zh_CN' } })
export const closeBrowser = () => browser.close()

// What a page waits for. A live list's stream is not among it: that one never ends.
const underWay = new WeakMap()
function watchRequests(page) {
  const seen = { open: new Set(), lastAt: Date.now() }
  underWay.set(page, seen)
  page.on('request', (request) => { if (request.resourceType() !== 'eventsource') seen.open.add(request) })
  for (const end of ['requestfinished', 'requestfailed']) {
    page.on(end, (request) => { if (seen.open.delete(request)) seen.lastAt = Date.now() })
  }
}

// A person at a device. `complaints`: what the browser said that nobody expected.
export async function device(viewport = PHONE) {
  const context = await browser.newContext({ viewport, baseURL: url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', isMobile: viewport === PHONE, hasTouch: viewport === PHONE })
  context.setDefaultTimeout(15000)
  const page = await context.newPage()
  watchRequests(page)
  const complaints = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => { complaints.push(`dialog ${dialog.message()}`); void dialog.dismiss() })
  page.on('console', (message) => {
    // A refusal that the page shows is in the console too, as the browser's own line.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text())
  })
  return { context, page, complaints }
}

// Everything is there that was on its way, and the page has its heading.
export async function settled(page) {
  const seen = underWay.get(page)
  await page.waitForLoadState('load')
  await until(() => seen.open.size === 0 && Date.now() - seen.lastAt > 300, 'everything on its way to arrive')
  await page.locator('main h1:visible').first().waitFor()
}

async function violations(page) {
  await page.evaluate(axe)
  const { violations: found } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  return found.map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 120)} ${node.any[0]?.message ?? ''}`).join(' | ')}`)
}

// What is smaller than large print allows: text below 20 px, targets below 60 px.
function tooSmall() {
  const bad = []
  const visible = (element) => element.checkVisibility() && !element.closest('.sr-only') && !element.matches('.sr-only, .skip')
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const size = parseFloat(getComputedStyle(node.parentElement).fontSize)
    if (node.textContent.trim() && visible(node.parentElement) && size < 20) bad.push(`${size}px text: ${node.textContent.trim().slice(0, 30)}`)
  }
  for (const element of document.querySelectorAll('a, button, input, textarea, select')) {
    const box = (element.closest('label') ?? element).getBoundingClientRect()
    if (visible(element) && (box.height < 59.5 || box.width < 59.5)) bad.push(`target ${box.width}x${box.height}: ${element.outerHTML.slice(0, 80)}`)
  }
  return bad
}

const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

let shot = 0
// A station of the story: looked at in both prints, with its picture.
export async function station({ page, complaints }, name) {
  await settled(page)
  const number = String(++shot).padStart(2, '0')
  await page.evaluate(() => document.activeElement?.blur())
  await page.screenshot({ path: `${shots}/${number}-${name}.png`, fullPage: true })
  equal((await violations(page)).join('\n'), '', `${name}: axe`)
  truth(!(await sideways(page)), `${name}: scrolls sideways`)
  await page.evaluate(() => { document.documentElement.dataset.print = 'large' })
  equal((await violations(page)).join('\n'), '', `${name}: axe in large print`)
  equal((await page.evaluate(tooSmall)).join('\n'), '', `${name}: large print`)
  truth(!(await sideways(page)), `${name}: scrolls sideways in large print`)
  await page.screenshot({ path: `${shots}/${number}-${name}-large.png`, fullPage: true })
  await page.evaluate(() => { document.documentElement.dataset.print = 'normal' })
  equal(complaints.splice(0).join('\n'), '', `${name}: the browser complains`)
}

// A photo of a paper, as a phone would give it.
let camera
export async function photo(title) {
  camera ??= await browser.newPage({ viewport: { width: 900, height: 1200 } })
  await camera.setContent(`<body style="margin:0;background:#8a7f70"><div style="margin:70px;padding:60px;height:900px;background:#fffdf5;font:34px sans-serif">
    <h1 style="text-align:center"></h1><p>姓名：张测试　　身份证号：5306**************</p><p>住址：盐津县盐井镇</p></div>`)
  await camera.evaluate((text) => { document.querySelector('h1').textContent = text }, title)
  const buffer = await camera.screenshot({ type: 'jpeg', quality: 70 })
  return { name: `${title}.jpg`, mimeType: 'image/jpeg', buffer }
}

// A paper as a PDF.
export async function pdf(title) {
  const sheet = await browser.newPage()
  await sheet.setContent('<h1></h1><p>盐津县</p>')
  await sheet.evaluate((text) => { document.querySelector('h1').textContent = text }, title)
  const buffer = await sheet.pdf({ format: 'A4' })
  await sheet.close()
  return { name: `${title}.pdf`, mimeType: 'application/pdf', buffer }
}

export async function signInHere(page, account) {
  await page.getByLabel('用户名').fill(account.username)
  await page.getByLabel('密码').fill(account.password)
  await page.locator('form').getByRole('button', { name: '登录' }).click()
}
