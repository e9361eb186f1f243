// The system as the tests meet it: its address, its demo accounts, and the API for the acts of people who have no page in
// a test.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { equal, until } from './check.mjs'

export const [url, accountsFile, shots] = process.argv.slice(2)
const accounts = JSON.parse(readFileSync(accountsFile, 'utf8'))

export function account(role, unit = '') {
  const fits = (each) => each.role === role && each.unit.startsWith(unit)
  return accounts.find((each) => fits(each) && (unit === '' || each.unit === unit)) ?? accounts.find(fits)
}
export const accountsOf = (role, unit = '') => accounts.filter((each) => each.role === role && each.unit.startsWith(unit))

export class Person {
  async signIn(account) {
    const { username, password } = account
    this.account = account
    const reply = await this.call('POST', '/sessions', { username, password })
    this.token = reply.token
    return this
  }

  async call(verb, path, body, wanted) {
    const headers = { 'Idempotency-Key': randomUUID(), 'Content-Type': 'application/json' }
    if (this.token) headers.Authorization = `Bearer ${this.token}`
    const response = await fetch(`${url}/v1${path}`, { method: verb, headers, body: body && JSON.stringify(body) })
    const text = await response.text()
    if (wanted) equal(response.status, wanted, `${verb} ${path}: ${text}`)
    return text ? JSON.parse(text) : undefined
  }

  get(path) {
    return this.call('GET', path, undefined, 200)
  }
  post(path, body = {}) {
    return this.call('POST', path, body)
  }
}

export const signIn = (role, unit) => new Person().signIn(account(role, unit))

// The reviewer below the township whose list shows the case, and the task.
export async function reviewerOf(township, number) {
  return await until(async () => {
    for (const each of accountsOf('reviewer', township)) {
      const person = await new Person().signIn(each)
      const task = (await person.get('/tasks')).tasks.find((one) => one.caseNumber === number)
      if (task) return { person, task: task.task }
    }
    return undefined
  }, `a task of ${number}`)
}

// A citizen number with a right check character.
export function citizenNumber(serial) {
  const digits = `53062319850312${String(serial).padStart(3, '0')}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0)
  return digits + '10X98765432'[sum % 11]
}
