import { describe, expect, it } from 'vitest'
import type { Figure } from '../src/shared/api/types'
import { faultsOf, spanOf, spanText } from '../src/shared/period'
import { average, everyTime, ofGroup, rate, rowsChart, timeChart } from '../src/staff/overview/series'
import { above, addressOf, USUAL, viewOf } from '../src/staff/overview/view'

const figure = (code: string, more: Partial<Figure> = {}) =>
  ({ code, name: code, rank: 0, received: 0, completed: 0, onTime: 0, late: 0, onTimeRate: -1, satisfactionRate: -1, averageDays: -1, averagePromisedDays: -1, ...more }) as Figure
const names = { received: 'received', completed: 'completed', late: 'late', inTime: 'in time', satisfied: 'satisfied', negative: 'negative', took: 'took', promised: 'promised', cases: 'cases', days: 'days' }

describe('a period', () => {
  const chosen = (period: Parameters<typeof spanOf>[0]['period'], today: string) => Object.values(spanOf({ period, from: '2026-02-01', to: '2026-02-28' }, today)).join(' ')
  it('ends today and begins with its first day', () => {
    expect(chosen('today', '2026-11-24')).toBe('2026-11-24 2026-11-24')
    expect(chosen('week', '2026-11-24')).toBe('2026-11-23 2026-11-24')
    expect(chosen('week', '2026-11-01')).toBe('2026-10-26 2026-11-01') // a Sunday
    expect(chosen('week', '2026-03-02')).toBe('2026-03-02 2026-03-02') // a Monday
    expect(chosen('month', '2026-11-24')).toBe('2026-11-01 2026-11-24')
    expect(chosen('year', '2026-11-24')).toBe('2026-01-01 2026-11-24')
    expect(chosen('range', '2026-11-24')).toBe('2026-02-01 2026-02-28')
  })
  it('is refused before anybody is asked', () => {
    const words = (from: string, to: string) => faultsOf({ from, to }).map(({ field, word }) => `${field} ${word}`).join(', ')
    expect(words('2026-02-30', '')).toBe('from dayMissing, to dayMissing')
    expect(words('2026-02-02', '2026-02-01')).toBe('from dayOrder')
    expect(words('2025-01-01', '2026-01-01')).toBe('')
    expect(words('2025-01-01', '2026-01-02')).toBe('from dayTooMany')
  })
  it('is said as one day when it is one', () => {
    expect(spanText({ from: '2026-11-24', to: '2026-11-24' })).toBe('2026年11月24日')
    expect(spanText({ from: '2026-11-23', to: '2026-11-24' })).toBe('2026年11月23日至2026年11月24日')
  })
})

describe('a view', () => {
  it('stands in the address and comes back from it', () => {
    expect(addressOf(USUAL)).toBe('/staff/county')
    const view = { ...USUAL, period: 'range' as const, from: '2026-01-01', to: '2026-02-01', unit: '530623101', item: 'LYJ-0201', group: 'item' as const, rank: 'RECEIVED' as const }
    const address = addressOf(view)
    expect(viewOf(new URL(address, 'http://x').searchParams)).toEqual(view)
    expect(addressOf(view, { period: 'week' })).not.toContain('from')
    expect(addressOf(view, { kind: 'LATE' }, '/staff/county/cases')).toContain('kind=LATE')
  })
  it('takes nothing from an address that it does not know', () => {
    expect(viewOf(new URLSearchParams('period=aeon&group=x&rank=%3Cscript%3E&kind=ALL'))).toEqual(USUAL)
  })
  it('knows what is above', () => {
    expect(['530623101-03', '530623101004', '530623101', '530623-02'].map(above)).toEqual(['530623101', '530623101', '530623', '530623'])
  })
})

describe('figures', () => {
  it('are written as they are, a dash for nothing', () => {
    expect([rate(-1), rate(0), rate(9850), rate(10000)]).toEqual(['–', '0%', '98.5%', '100%'])
    expect([average(-1), average(125)]).toEqual(['–', '1.25'])
  })
  it('fall to zero where nothing happened', () => {
    const days = everyTime([figure('2026-11-02', { received: 3 })], { from: '2026-11-01', to: '2026-11-03' })
    expect(days.map(({ code, received }) => `${code} ${received}`)).toEqual(['2026-11-01 0', '2026-11-02 3', '2026-11-03 0'])
    expect(everyTime([], { from: '2026-01-01', to: '2026-03-15' }).map(({ code }) => code)).toEqual(['2026-01', '2026-02', '2026-03'])
  })
  it('have places of their own in their group, equals one', () => {
    const rows = [figure('a', { rank: 1 }), figure('a-01', { rank: 1 }), figure('b', { rank: 3 }), figure('c', { rank: 3 }), figure('d', { rank: 5 }), figure('e')]
    expect(ofGroup(rows, 'unit').map(({ code, rank }) => `${code}${rank}`)).toEqual(['a1', 'b2', 'c2', 'd4', 'e0'])
    expect(ofGroup(rows, 'office').map(({ code, rank }) => `${code} ${rank}`)).toEqual(['a-01 1'])
  })
  it('are drawn as the table has them', () => {
    const rows = [figure('a', { received: 5, completed: 4, onTime: 3, late: 1, onTimeRate: 7500 }), figure('b')]
    expect(rowsChart(rows, 'ON_TIME', names).series.map(({ values }) => values)).toEqual([[75, null], [25, null]])
    expect(rowsChart(rows, 'COMPLETED', names).series.map(({ values }) => values)).toEqual([[3, 0], [1, 0]])
    expect(rowsChart(rows, 'RECEIVED', names).series.map(({ values }) => values)).toEqual([[5, 0]])
    expect(timeChart(rows, names).series.map(({ values }) => values)).toEqual([[5, 0], [4, 0], [1, 0]])
  })
})
