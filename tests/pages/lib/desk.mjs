// What the tests of the desks share: a case made at a window with its papers, a desk somebody sits down at, and days gone by.
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { DESK, device, signInHere } from './browser.mjs'
import { equal, until } from './check.mjs'
import { citizenNumber, url } from './world.mjs'

export async function upload(person, { mimeType, buffer }) {
  const headers = { 'Idempotency-Key': randomUUID(), 'Content-Type': mimeType, Authorization: `Bearer ${person.token}` }
  const response = await fetch(`${url}/v1/papers`, { method: 'PUT', headers, body: buffer })
  equal(response.status, 201, 'a paper is uploaded')
  return (await response.json()).paperId
}

let serial = 600
export async function handIn(clerk, unit, itemCode, { name = '周小满', papers = [], intent = 'ACCEPT', form = {} } = {}) {
  const applicant = { name, idNumber: citizenNumber(++serial), phone: '13812345679' }
  return clerk.call('POST', '/cases', { itemCode, unit, applicant, form, papers, intent }, 201)
}

// A desk with somebody signed in, at a page.
export async function sitDown(account, path) {
  const desk = await device(DESK)
  await desk.page.goto(path)
  if (!(await desk.page.getByLabel('用户名').isVisible())) await desk.page.getByRole('button', { name: '登录' }).or(desk.page.getByLabel('用户名')).first().waitFor()
  if (!(await desk.page.getByLabel('用户名').isVisible())) await desk.page.getByRole('button', { name: '登录' }).click()
  await signInHere(desk.page, account)
  await desk.page.getByLabel('用户名').waitFor({ state: 'detached' })
  return desk
}

const cluster = fileURLToPath(new URL('../../../deploy/postgres/cluster', import.meta.url))
export const sql = async (text) => (await promisify(execFile)(cluster, ['psql', `${process.env.BM_STATE_DIR}/pg`, 'bianmin', '-At', '-c', text])).stdout.trim()

// The dates of a task as if its days had gone by: nobody can wait for them.
export async function due(number, promised, statutory) {
  await until(async () => (await sql(`SELECT count(*) FROM review.tasks WHERE case_number = '${number}'`)) === '1', 'the task')
  await sql(`UPDATE review.tasks SET promised_due = '${promised}', statutory_due = '${statutory}' WHERE case_number = '${number}'`)
}
