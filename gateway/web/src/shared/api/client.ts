// One call to the API, typed by openapi.json. Reads are repeated when the connection breaks; writes too, with the key that
// was on the device before the first try.
import { dropKey, keyFor } from './keys'
import { Away, Refused, type Problem } from './problem'
import { askSignIn, subject } from './session'
import type { Operations } from './types'

export type Operation = keyof Operations & string
export type Reply<O extends Operation> = Operations[O]['reply']

type Part<O extends Operation, P extends 'path' | 'query' | 'body'> = undefined extends Operations[O][P]
  ? { [K in P]?: undefined }
  : P extends 'query'
    ? { query?: Operations[O]['query'] }
    : { [K in P]: Operations[O][P] }

export type Given<O extends Operation> = Part<O, 'path'> & Part<O, 'query'> & Part<O, 'body'> & {
  act?: string // of a write: what the key belongs to; without it, operation and path; '' is no key
  file?: Blob // PUT /v1/papers: the body
  quiet?: boolean // a 401 is thrown, nobody is asked to sign in
  headers?: Record<string, string>
}

interface Loose {
  path?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  act?: string
  file?: Blob
  quiet?: boolean
  headers?: Record<string, string>
}

const WAITS_MS = [1000, 2000, 4000]
const PATIENCE_MS = 30000

function address(template: string, given: Loose): string {
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given.path?.[name] ?? ''))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(given.query ?? {})) {
    if (value !== undefined && value !== '') query.set(name, String(value))
  }
  return query.size > 0 ? `${path}?${query}` : path
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem
  } catch {
    return { status: response.status, code: 'UNKNOWN' }
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

// A response, or Away after all tries. 503 and a broken connection are the same to the caller: nobody knows what was done.
async function send(url: string, init: RequestInit, patience: number): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    let seconds = 0
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(patience) })
      if (response.status !== 503) return response
      seconds = Number(response.headers.get('Retry-After')) || 0
    } catch {
      // no connection, or no answer in time
    }
    const wait = WAITS_MS[attempt]
    if (wait === undefined || !navigator.onLine) throw new Away(seconds)
    await sleep(Math.max(wait, seconds * 1000))
  }
}

const KEYED = new Set(['POST', 'PUT', 'DELETE'])

export async function api<O extends Operation>(operation: O, ...rest: {} extends Given<O> ? [Given<O>?] : [Given<O>]): Promise<Reply<O>> {
  const given = (rest[0] ?? {}) as Loose
  const [verb, template] = operation.split(' ') as [string, string]
  const url = address(template, given)
  const text = given.body === undefined ? undefined : JSON.stringify(given.body)
  const act = given.act ?? `${verb} ${url}`
  const headers: Record<string, string> = { ...given.headers }
  if (text !== undefined) headers['Content-Type'] = 'application/json'
  if (given.file) headers['Content-Type'] = given.file.type || 'application/octet-stream'
  if (KEYED.has(verb) && act) headers['Idempotency-Key'] = keyFor(act, text ?? `${given.file?.size ?? ''}`)
  const patience = given.file ? PATIENCE_MS * 4 : PATIENCE_MS
  for (;;) {
    const response = await send(url, { method: verb, headers, body: given.file ?? text }, patience)
    if (response.ok) {
      dropKey(act)
      return (response.status === 204 ? undefined : await response.json()) as Reply<O>
    }
    const problem = await problemOf(response)
    if (response.status === 401 && !given.quiet && (await askSignIn(subject.value !== null))) continue
    if (response.status !== 429) dropKey(act)
    throw new Refused(problem)
  }
}
