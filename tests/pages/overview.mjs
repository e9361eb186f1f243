// The supervisor's overview on a desk: the figures of real cases, as the API tells them, in tiles, charts and tables; live; one level
// down; to the cases; by a period that stands in the address.
// usage: overview.mjs URL ACCOUNTS_JSON SHOTS_DIR
import { closeBrowser, DESK, device, settled, signInHere, station } from './lib/browser.mjs'
import { equal, finish, step, test, truth, until } from './lib/check.mjs'
import { account, accountsOf, citizenNumber, Person, reviewerOf, signIn } from './lib/world.mjs'

const PROMISED = 'LYJ-0201'
const AT_ONCE = 'CZ-1101'
const day = (moment) => moment.toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })
const TODAY = day(new Date())
const towns = [...new Set(accountsOf('clerk').map((each) => each.unit))].slice(0, 3)
const supervisor = await signIn('county_supervisor')
const screen = await device(DESK)
const { page } = screen
const clerks = new Map()
let serial = 300

async function clerkOf(unit) {
  if (!clerks.has(unit)) clerks.set(unit, await signIn('clerk', unit))
  return clerks.get(unit)
}

async function handIn(unit, itemCode, intent = 'ACCEPT') {
  const clerk = await clerkOf(unit)
  const applicant = { name: '吴观察', idNumber: citizenNumber(++serial), phone: '13812345670' }
  return await clerk.call('POST', '/cases', { itemCode, unit, applicant, form: {}, papers: [], intent }, 201)
}

async function decide(unit, number) {
  const { person, task } = await reviewerOf(unit, number)
  await person.call('POST', `/tasks/${task}:claim`, {}, 200)
  await person.call('POST', `/tasks/${task}:decide`, { outcome: 'GRANT', reasons: '符合条件', certificateValidUntil: '2027-12-31' }, 200)
}

async function deliverAndRate(unit, { caseNumber, queryCode }, level, tags) {
  const clerk = await clerkOf(unit)
  await until(async () => (await clerk.get(`/cases/${caseNumber}`)).state === 'DECIDED', 'the decision at the window')
  await clerk.call('POST', `/cases/${caseNumber}:deliver`, { method: 'WINDOW', receiver: '吴观察' }, 200)
  await until(async () => (await new Person().post('/ratings', { caseNumber, queryCode, level, tags, comment: '' })).rating, 'the rating')
}

const shown = (key) => page.locator(`[data-figure=${key}] strong`).textContent()
const rate = (hundredths) => (hundredths === -1 ? '–' : `${hundredths / 100}%`)
const average = (hundredths) => (hundredths === -1 ? '–' : String(hundredths / 100))
const same = (got, wanted, what) => equal(JSON.stringify(got), JSON.stringify(wanted), what)

// The page shows what the API says, once it has read what has happened last.
async function showsFigures(query) {
  const look = async () => {
    const { total } = await supervisor.get(`/figures?${query}`)
    const wanted = [total.received, total.accepted, total.completed, rate(total.onTimeRate), rate(total.satisfactionRate), average(total.averageDays),
      total.late, total.warningsNow, total.yellowsNow, total.redsNow].map(String)
    const keys = ['received', 'accepted', 'completed', 'onTimeRate', 'satisfactionRate', 'averageDays', 'late', 'warningsNow', 'yellowsNow', 'redsNow']
    const got = await Promise.all(keys.map(shown))
    return { total, wanted: wanted.join(' '), got: got.join(' ') }
  }
  let last
  await until(async () => (last = await look()).wanted === last.got, 'the figures of the API on the page', 25).catch(() => equal(last.got, last.wanted, 'figures'))
  return last.total
}

const cells = (name) => page.locator(`[data-table=${name}] tbody tr`).evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())))
async function drawn(name) {
  await page.locator(`[data-chart=${name}] canvas`).waitFor()
  return JSON.parse(await page.locator(`[data-chart=${name}]`).getAttribute('data-drawn'))
}
// The rows of a table as the API's figures would fill it.
const asRow = (figure, rank) => [figure.name, String(rank || '–'), figure.received, figure.accepted, figure.completed, figure.late, rate(figure.onTimeRate),
  rate(figure.satisfactionRate), average(figure.averageDays), average(figure.averagePromisedDays), figure.warningsNow, figure.yellowsNow, figure.redsNow].map(String)
function ranked(figures) {
  return figures.map((one) => asRow(one, one.rank && 1 + figures.filter((other) => other.rank && other.rank < one.rank).length))
}

await step('cases come, are decided and rated in three townships', async () => {
  for (const [at, unit] of towns.entries()) {
    for (let n = 0; n <= 2 - at; n++) await handIn(unit, PROMISED)
    await handIn(unit, AT_ONCE, 'SUBMIT')
    const done = await handIn(unit, PROMISED)
    await decide(unit, done.caseNumber)
    await deliverAndRate(unit, done, at === 0 ? 'DISSATISFIED' : 'SATISFIED', at === 0 ? ['让群众多跑路'] : [])
  }
  await until(async () => (await supervisor.get('/figures')).total.rated >= 3, 'the ratings in the figures')
})

await step('the county at this moment: what the API says is what stands there', async () => {
  await page.goto('/staff/county')
  await signInHere(page, account('county_supervisor'))
  await page.getByRole('heading', { name: '盐津县运行情况' }).waitFor()
  const total = await showsFigures('')
  truth(total.received >= 9 && total.completed >= 3 && total.negative >= 1, `too little has happened: ${JSON.stringify(total)}`)
  await page.getByText('实时').waitFor()
  await station(screen, 'county')
})

await step('the table of townships is the API\'s, and the chart is the table\'s', async () => {
  const { figures } = await supervisor.get(`/figures?by=UNIT&from=${TODAY.slice(0, 8)}01&to=${TODAY}`)
  const wanted = ranked(figures.filter(({ code }) => !code.includes('-')))
  const table = await cells('rows')
  same(table, wanted, 'the table')
  equal(table.length >= 10, true, 'every township is there')
  const chart = await drawn('rows')
  same(chart.map(({ name }) => name), ['按期', '超期'], 'series')
  same(chart[0].data.map((value) => (value === null ? '–' : `${value}%`)), table.map((row) => row[6]), 'on time, drawn')
  same(chart[1].data.map((value) => (value === null ? '–' : value)), chart[0].data.map((value) => (value === null ? '–' : 100 - value)), 'late, drawn')
})

await step('the table over time is the chart\'s, opened by keyboard', async () => {
  await page.getByText('看数据表').focus()
  await page.keyboard.press('Enter')
  await page.locator('[data-table=trend] tbody tr').first().waitFor()
  const { figures } = await supervisor.get(`/figures?by=DAY&from=${TODAY.slice(0, 8)}01&to=${TODAY}`)
  const table = await cells('trend')
  equal(table.length, Number(TODAY.slice(8)), 'a row a day')
  const known = new Map(figures.map((one) => [one.code, one]))
  same(table.map((row) => row.slice(0, 5)), table.map(([code]) => [code, ...['received', 'accepted', 'completed', 'late'].map((key) => String(known.get(code)?.[key] ?? 0))]), 'the table')
  const chart = await drawn('trend')
  for (const [series, column] of [[0, 1], [1, 3], [2, 4]]) same(chart[series].data.map(String), table.map((row) => row[column]), chart[series].name)
  await station(screen, 'county-table')
})

await step('a case that comes in shows without anybody doing anything', async () => {
  const before = Number(await shown('received'))
  await handIn(towns[1], PROMISED)
  await until(async () => Number(await shown('received')) === before + 1, 'the new case on the page', 30)
  await showsFigures('')
})

await step('ranked by what one chooses, by item and by office; the address keeps it', async () => {
  await page.getByLabel('排名依据').selectOption('RECEIVED')
  await page.waitForURL(/rank=RECEIVED/)
  await page.getByRole('link', { name: '按事项' }).click()
  await page.getByRole('heading', { name: '按事项排名' }).waitFor()
  const query = `by=ITEM&rank=RECEIVED&from=${TODAY.slice(0, 8)}01&to=${TODAY}`
  const { figures } = await supervisor.get(`/figures?${query}`)
  same(await cells('rows'), ranked(figures), 'by item')
  same((await drawn('rows'))[0].data, figures.slice(0, 20).map(({ received }) => received), 'drawn by item')
  const address = page.url()
  await page.reload()
  await page.getByRole('heading', { name: '按事项排名' }).waitFor()
  equal(page.url(), address, 'the address after a reload')
  same(await cells('rows'), ranked(figures), 'by item, read again')
  await station(screen, 'county-items')
  await page.getByRole('link', { name: '按部门' }).click()
  await page.getByRole('heading', { name: '按部门排名' }).waitFor()
  truth((await cells('rows')).length >= 10, 'the offices of the county')
})

await step('another period, by Tab and Enter alone', async () => {
  await page.goto('/staff/county')
  await page.getByRole('link', { name: '今天' }).waitFor()
  for (let n = 0; n < 40 && (await page.evaluate(() => document.activeElement?.textContent)) !== '今天'; n++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForURL(/period=today/)
  await settled(page)
  equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'the focus goes to the heading')
  await showsFigures(`from=${TODAY}&to=${TODAY}`)
  for (const name of ['本周', '今年']) {
    await page.getByRole('link', { name }).click()
    await page.locator('nav a[aria-current]', { hasText: name }).waitFor()
    await settled(page)
  }
  await showsFigures(`from=${TODAY.slice(0, 5)}01-01&to=${TODAY}`)
  const months = await drawn('trend')
  equal(months[0].data.length, Number(TODAY.slice(5, 7)), 'a point a month')
})

await step('from – to: what is wrong is said at its field', async () => {
  await page.getByRole('link', { name: '自选日期' }).click()
  await page.getByLabel('开始日期').fill('2026-12-31')
  await page.getByLabel('结束日期').fill('2026-11-01')
  await page.getByRole('button', { name: '查看' }).click()
  await page.locator('.error-summary').getByText('开始日期不能晚于结束日期').waitFor()
  await station(screen, 'county-wrong-range')
  await page.getByLabel('开始日期').fill('2025-11-24')
  await page.getByLabel('结束日期').fill('2025-12-24')
  await page.getByRole('button', { name: '查看' }).click()
  await page.waitForURL(/from=2025-11-24&to=2025-12-24/)
  await showsFigures('from=2025-11-24&to=2025-12-24')
  await page.goto('/staff/county?period=range&from=2026-13-01&to=x')
  await page.locator('.error-summary').waitFor()
})

await step('one level down, and to the cases behind a number', async () => {
  await page.goto('/staff/county?period=today')
  await page.locator('[data-table=rows]').getByRole('link', { name: '盐井镇' }).click()
  await page.getByRole('heading', { name: '盐井镇运行情况' }).waitFor()
  const total = await showsFigures(`unit=530623101&from=${TODAY}&to=${TODAY}`)
  await station(screen, 'township')
  await page.locator('[data-figure=received] a').click()
  await page.getByRole('heading', { name: '收件的办件' }).waitFor()
  const rows = page.locator('main tbody tr')
  await until(async () => (await rows.count()) === Math.min(total.received, 50), 'the cases behind the number')
  const { cases } = await supervisor.get(`/figures/cases?kind=RECEIVED&unit=530623101&from=${TODAY}&to=${TODAY}&pageSize=50`)
  same(await rows.locator('th').allTextContents(), cases.map((one) => one.caseNumber), 'the very cases')
  await station(screen, 'figure-cases')
  await page.getByLabel('哪一类').selectOption('NEGATIVE')
  await page.getByRole('heading', { name: '评价不满意的办件' }).waitFor()
  const number = (await rows.first().locator('th').textContent()).trim()
  await rows.first().getByRole('link').click()
  await page.getByRole('heading', { name: '办理留痕' }).waitFor()
  const { applicant } = await supervisor.get(`/cases/${number}`)
  truth(/^.\*+$/u.test(applicant.name), `masked for a supervisor: ${applicant.name}`)
  truth((await page.locator('main').textContent()).includes(applicant.name), 'the name as masked')
  await station(screen, 'seen-case')
  await page.getByRole('link', { name: '返回' }).click()
  await page.getByRole('heading', { name: '评价不满意的办件' }).waitFor()
})

await test('a link that was sent shows another supervisor the same', async () => {
  const other = await device(DESK)
  await other.page.goto('/staff/county?period=today&unit=530623101&group=item&rank=RECEIVED')
  await signInHere(other.page, account('discipline_officer'))
  await other.page.getByRole('heading', { name: '盐井镇运行情况' }).waitFor()
  await other.page.getByRole('heading', { name: '按事项排名' }).waitFor()
  equal(await other.page.locator('[aria-current=true]', { hasText: '今天' }).count(), 1, 'the period')
  await other.context.close()
})

await test('a clerk is told that the page is not theirs', async () => {
  const other = await device(DESK)
  await other.page.goto('/staff/county')
  await signInHere(other.page, account('clerk'))
  await other.page.getByRole('heading', { name: '这一页不属于您' }).waitFor()
  equal(await other.page.getByRole('link', { name: '运行情况' }).count(), 0, 'no way there')
  await other.context.close()
})

await closeBrowser()
finish()
