// How heavy a page is on its way, and how soon something is drawn on a slow network; nothing of another's, nothing inline.
// usage: light.mjs URL ACCOUNTS_JSON SHOTS_DIR
import { closeBrowser, device, settled, station, DESK, signInHere } from './lib/browser.mjs'
import { equal, finish, test, truth } from './lib/check.mjs'
import { account, url } from './lib/world.mjs'

// WebPageTest's "3G Fast": 1.6 Mbit/s down, 768 kbit/s up, 150 ms there and back.
const FAST_3G = { offline: false, latency: 150, downloadThroughput: (1.6 * 1000 * 1000) / 8, uploadThroughput: (768 * 1000) / 8 }

async function firstDraw(path) {
  const { page, context } = await device()
  const client = await context.newCDPSession(page)
  await client.send('Network.enable')
  await client.send('Network.emulateNetworkConditions', FAST_3G)
  await page.addInitScript(() => {
    const look = () => (document.querySelector('main h1') ? (globalThis.headingAt = performance.now()) : requestAnimationFrame(look))
    requestAnimationFrame(look)
  })
  await page.goto(path)
  await settled(page)
  const drawn = await page.evaluate(() => ({ first: performance.getEntriesByName('first-contentful-paint')[0].startTime, all: globalThis.headingAt }))
  await context.close()
  return drawn
}

for (const [name, path] of [['citizen', '/'], ['board', '/board/'], ['staff', '/staff/']]) {
  await test(`${name}: drawn in less than 1 s on fast 3G`, async () => {
    const draws = []
    // Something else on the machine only ever makes it later: the least of up to twelve rounds is what the page takes.
    const least = () => Math.min(...draws.map((draw) => draw.all))
    while (!(least() < 1000) && draws.length < 12) draws.push(await firstDraw(path))
    console.log(`     first drawn after ${draws.map((draw) => Math.round(draw.first)).join(', ')} ms, the page with its heading after ${draws.map((draw) => Math.round(draw.all)).join(', ')} ms`)
    truth(least() < 1000, `drawn after ${least()} ms at the earliest`)
  })
}

await test('every script, style and picture is our own, and none is inline', async () => {
  for (const path of ['/', '/board/', '/staff/']) {
    const html = await (await fetch(url + path)).text()
    equal((html.match(/<script(?![^>]*\ssrc="\/assets\/)/g) ?? []).length, 0, `${path}: scripts without a file of ours`)
    truth(!/<style|\sstyle=|\son\w+=/.test(html), `${path}: nothing inline`)
    truth(!/(src|href)="(https?:)?\/\//.test(html), `${path}: nothing of another's`)
  }
})

await test('the public board', async () => {
  const phone = await device()
  await phone.page.goto('/board/')
  await phone.page.getByRole('link', { name: /盐井镇/ }).waitFor()
  await station(phone, 'board')
  await phone.context.close()
})

await test('the inbox of the staff', async () => {
  const desk = await device(DESK)
  await desk.page.goto('/staff/')
  await signInHere(desk.page, account('clerk'))
  await desk.page.getByRole('heading', { name: '消息' }).waitFor()
  await station(desk, 'staff-inbox')
  await desk.context.close()
})

await closeBrowser()
finish()
