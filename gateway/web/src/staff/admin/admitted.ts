// Whether who is signed in administers: the server says so once, and the pages are "not yours" to everybody else. Units and items
// are anyone's to read; to read them here without being able to change them would promise what can't be kept.
import { api } from '../../shared/api/client'
import { subject } from '../../shared/api/session'

let asked: { who: unknown; answer: Promise<unknown> } | null = null

export async function admitted(): Promise<void> {
  if (!asked || asked.who !== subject.value || !subject.value) {
    const answer = api('GET /v1/accounts', { query: { pageSize: 1 } })
    asked = { who: subject.value, answer }
    answer.then(() => (asked = { who: subject.value, answer }), () => (asked = null))
  }
  await asked.answer
}
