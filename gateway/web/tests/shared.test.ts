import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { api } from '../src/shared/api/client'
import { dropKey, keyFor, sumOf } from '../src/shared/api/keys'
import { Away, Refused } from '../src/shared/api/problem'
import { askSignIn, wanted } from '../src/shared/api/session'
import type { CaseState } from '../src/shared/api/types'
import { isCitizenNumber, isPhone } from '../src/shared/checks'
import { uuid } from '../src/shared/device'
import { chinaDay, day, moment } from '../src/shared/format'
import { settings } from '../src/shared/settings'
import { stations } from '../src/shared/stations'

describe('checks', () => {
  it('knows citizen numbers', () => {
    for (const good of ['11010519491231002X', '11010519491231002x', '440524188001010014']) expect(isCitizenNumber(good), good).toBe(true)
    for (const bad of ['110105194912310021', '11010519490231002X', '1101051949123100', '', '11010519491331002X']) {
      expect(isCitizenNumber(bad), bad).toBe(false)
    }
  })
  it('knows phones', () => {
    for (const good of ['13812345678', '0870-6622333', '08706622333']) expect(isPhone(good), good).toBe(true)
    for (const bad of ['1381234567', 'abc', '', '138123456789']) expect(isPhone(bad), bad).toBe(false)
  })
})

describe('format', () => {
  afterEach(() => { settings.language = 'zh' })
  it('writes days as people do', () => {
    expect(day('2026-11-03')).toBe('2026年11月3日')
    settings.language = 'en'
    expect(day('2026-11-03')).toBe('3 Nov 2026')
    expect(day('')).toBe('')
  })
  it('means days in China', () => {
    expect(chinaDay('2026-11-22T16:30:00Z')).toBe('2026-11-23')
    expect(moment('2026-11-22T16:30:00Z')).toBe('2026年11月23日 00:30')
  })
})

describe('keys', () => {
  it('are the same for the same, and others for something else', () => {
    const first = keyFor('act', 'content')
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(keyFor('act', 'content')).toBe(first)
    const other = keyFor('act', 'other content')
    expect(other).not.toBe(first)
    dropKey('act')
    expect(keyFor('act', 'other content')).not.toBe(other)
  })
  it('tells contents apart', () => {
    const sums = new Set(Array.from({ length: 5000 }, (_, at) => sumOf(`{"a":"${at}"}`)))
    expect(sums.size).toBe(5000)
    expect(sumOf('ab')).not.toBe(sumOf('ba'))
    expect(new Set(Array.from({ length: 1000 }, uuid)).size).toBe(1000)
  })
})

describe('stations', () => {
  const life = (state: CaseState, ...steps: CaseState[]) => ({ state, steps: steps.map((each) => ({ state: each, at: '2026-11-23' })), promisedDue: '2026-12-02' })
  const line = (...given: Parameters<typeof life>) => stations(life(...given)).map(({ key, at }) => `${key} ${at}`)
  it('shows where a case is', () => {
    expect(line('SUBMITTED', 'SUBMITTED')).toEqual(['SUBMITTED here', 'ACCEPTED ahead', 'IN_REVIEW ahead', 'DECIDED ahead', 'DELIVERED ahead'])
    expect(line('IN_REVIEW', 'SUBMITTED', 'ACCEPTED', 'IN_REVIEW')).toEqual(
      ['SUBMITTED passed', 'ACCEPTED passed', 'IN_REVIEW here', 'DECIDED ahead', 'DELIVERED ahead'])
    expect(line('CLOSED', 'SUBMITTED', 'ACCEPTED', 'DECIDED', 'DELIVERED').every((each) => each.endsWith('passed'))).toBe(true)
  })
  it('stops where the clock does', () => {
    expect(line('CORRECTION', 'SUBMITTED', 'CORRECTION')).toEqual(
      ['SUBMITTED passed', 'CORRECTION stopped', 'ACCEPTED ahead', 'IN_REVIEW ahead', 'DECIDED ahead', 'DELIVERED ahead'])
    expect(line('REFUSED', 'SUBMITTED', 'REFUSED')).toEqual(['SUBMITTED passed', 'REFUSED stopped'])
    expect(line('WITHDRAWN', 'SUBMITTED', 'ACCEPTED', 'WITHDRAWN')).toEqual(['SUBMITTED passed', 'ACCEPTED passed', 'WITHDRAWN stopped'])
  })
  it('says until when', () => {
    expect(stations(life('ACCEPTED', 'SUBMITTED', 'ACCEPTED')).find(({ key }) => key === 'ACCEPTED')?.note).toBe('承诺 2026年12月2日 前办结')
  })
})

describe('a call', () => {
  const asked: { url: string; init: RequestInit & { headers: Record<string, string> } }[] = []
  let answers: (() => Response)[] = []
  const json = (status: number, body: unknown) => () => new Response(status === 204 ? null : JSON.stringify(body), { status })
  const broken = () => { throw new TypeError('network') }
  beforeEach(() => {
    vi.useFakeTimers()
    asked.length = 0
    vi.stubGlobal('fetch', async (url: string, init: never) => {
      asked.push({ url, init })
      return (answers.shift() ?? broken)()
    })
  })
  afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals() })
  const run = async <T>(promise: Promise<T>) => {
    const settled = promise.then((value) => ({ value }), (thrown: unknown) => ({ thrown }))
    await vi.runAllTimersAsync()
    return (await settled) as { value?: T; thrown?: unknown }
  }
  const accept = () => api('POST /v1/cases/{caseNumber}:accept', { path: { caseNumber: 'a/b' }, body: {} as never })
  const keys = () => new Set(asked.map(({ init }) => init.headers['Idempotency-Key']))

  it('is repeated with its key when the connection breaks or the server is busy', async () => {
    answers = [broken, json(503, {}), json(200, { state: 'ACCEPTED' })]
    expect((await run(accept())).value).toEqual({ state: 'ACCEPTED' })
    expect([asked.length, keys().size, asked[0]!.url]).toEqual([3, 1, '/v1/cases/a%2Fb:accept'])
  })
  it('gives up, and goes on later with the same key', async () => {
    answers = []
    expect((await run(accept())).thrown).toBeInstanceOf(Away)
    answers = [json(200, {})]
    await run(accept())
    expect([asked.length, keys().size]).toEqual([5, 1])
    answers = [json(200, {})]
    await run(accept())
    expect(keys().size).toBe(2)
  })
  it('tells a refusal by its fields, and takes a new key after it', async () => {
    answers = [json(400, { status: 400, code: 'FIELD_INVALID', errors: [{ field: 'applicant.phone', message: '不对' }] }), json(200, {})]
    const { thrown } = await run(accept())
    expect((thrown as Refused).fields).toEqual({ 'applicant.phone': '不对' })
    await run(accept())
    expect(keys().size).toBe(2)
  })
  it('asks for a sign-in at 401 and goes on with the same key', async () => {
    answers = [json(401, { status: 401, code: 'SESSION_ENDED' }), json(200, { state: 'ACCEPTED' })]
    const going = accept()
    await vi.waitFor(() => expect(wanted.value).not.toBe(null))
    wanted.value!.done(true)
    expect((await run(going)).value).toEqual({ state: 'ACCEPTED' })
    expect(keys().size).toBe(1)
  })
  it('is over when the sign-in is cancelled', async () => {
    answers = [json(401, { status: 401, code: 'SESSION_ENDED' })]
    const going = accept()
    await vi.waitFor(() => expect(wanted.value).not.toBe(null))
    wanted.value!.done(false)
    expect(((await run(going)).thrown as Refused).problem.status).toBe(401)
  })
  it('is one sign-in for all who ask', async () => {
    const both = [askSignIn(false), askSignIn(true)]
    wanted.value!.done(true)
    expect(await Promise.all(both)).toEqual([true, true])
  })
})
