// From figures to what a chart draws. The tables beside the charts show the very same rows. Pure.
import type { Figure, FigureRankInput } from '../../shared/api/types'
import { daysIn, later, type Span } from '../../shared/period'
import type { Group } from './view'

export type Tone = 'blue' | 'grey' | 'red'
export interface Series {
  name: string
  tone: Tone
  values: (number | null)[] // null: nothing to divide by, nothing is drawn
}
export interface Chart {
  kind: 'time' | 'rows'
  labels: string[]
  series: Series[]
  stacked?: boolean
  unit: string // behind each number
  most?: number // of the axis
}

const HUNDREDTHS = 100
export const NO_RATE = -1
const number = (hundredths: number): number | null => (hundredths === NO_RATE ? null : hundredths / HUNDREDTHS)

// Hundredths, as the API gives them, as people read them.
export const rate = (hundredths: number): string => (hundredths === NO_RATE ? '–' : `${hundredths / HUNDREDTHS}%`)
export const average = (hundredths: number): string => (hundredths === NO_RATE ? '–' : String(hundredths / HUNDREDTHS))

const MOST_DAYS = 62
export const byMonth = (span: Span): boolean => daysIn(span) > MOST_DAYS

const EMPTY: Omit<Figure, 'code'> = {
  name: '', rank: 0, received: 0, accepted: 0, refused: 0, redirected: 0, withdrawn: 0, lapsed: 0, completed: 0, onTime: 0, late: 0, statutoryOverruns: 0,
  onTimeRate: NO_RATE, averageDays: NO_RATE, averagePromisedDays: NO_RATE, rated: 0, satisfied: 0, negative: 0, satisfactionRate: NO_RATE,
  warnings: 0, yellows: 0, reds: 0, warningsNow: 0, yellowsNow: 0, redsNow: 0,
}

// The API leaves out the times in which nothing happened; here they stand with zeros, so that a line falls where it fell.
export function everyTime(figures: readonly Figure[], span: Span): Figure[] {
  const known = new Map(figures.map((figure) => [figure.code, figure]))
  const codes = new Set<string>()
  for (let day = span.from; day <= span.to; day = later(day, 1)) codes.add(byMonth(span) ? day.slice(0, 7) : day)
  return [...codes].map((code) => known.get(code) ?? { ...EMPTY, code })
}

// Units and offices are ranked together by the API; a group keeps their order, with places of its own. Equals share one.
export function ofGroup(figures: readonly Figure[], group: Group): Figure[] {
  const rows = figures.filter(({ code }) => group === 'item' || code.includes('-') === (group === 'office'))
  return rows.map((row) => ({ ...row, rank: row.rank && 1 + rows.filter((other) => other.rank && other.rank < row.rank).length }))
}

type Names = Record<'received' | 'completed' | 'late' | 'inTime' | 'satisfied' | 'negative' | 'took' | 'promised' | 'cases' | 'days', string>
const pick = (rows: readonly Figure[], value: (row: Figure) => number | null) => rows.map(value)

export function timeChart(rows: readonly Figure[], names: Names): Chart {
  return {
    kind: 'time', unit: names.cases, labels: rows.map(({ code }) => code),
    series: [
      { name: names.received, tone: 'grey', values: pick(rows, (row) => row.received) },
      { name: names.completed, tone: 'blue', values: pick(rows, (row) => row.completed) },
      { name: names.late, tone: 'red', values: pick(rows, (row) => row.late) },
    ],
  }
}

const rest = (hundredths: number) => number(hundredths === NO_RATE ? NO_RATE : HUNDREDTHS * HUNDREDTHS - hundredths)

// By what the rows are ranked, so they are drawn.
export function rowsChart(rows: readonly Figure[], rank: FigureRankInput, names: Names): Chart {
  const chart = (unit: string, series: Series[], more: Partial<Chart> = {}): Chart =>
    ({ kind: 'rows', labels: rows.map(({ name, code }) => name || code), unit, series, ...more })
  switch (rank) {
    case 'ON_TIME': return chart('%', [
      { name: names.inTime, tone: 'blue', values: pick(rows, (row) => number(row.onTimeRate)) },
      { name: names.late, tone: 'red', values: pick(rows, (row) => rest(row.onTimeRate)) }], { stacked: true, most: 100 })
    case 'SATISFACTION': return chart('%', [
      { name: names.satisfied, tone: 'blue', values: pick(rows, (row) => number(row.satisfactionRate)) },
      { name: names.negative, tone: 'red', values: pick(rows, (row) => rest(row.satisfactionRate)) }], { stacked: true, most: 100 })
    case 'AVERAGE_DAYS': return chart(names.days, [
      { name: names.took, tone: 'blue', values: pick(rows, (row) => number(row.averageDays)) },
      { name: names.promised, tone: 'grey', values: pick(rows, (row) => number(row.averagePromisedDays)) }])
    case 'COMPLETED': return chart(names.cases, [
      { name: names.inTime, tone: 'blue', values: pick(rows, (row) => row.onTime) },
      { name: names.late, tone: 'red', values: pick(rows, (row) => row.late) }], { stacked: true })
    case 'RECEIVED': return chart(names.cases, [{ name: names.received, tone: 'blue', values: pick(rows, (row) => row.received) }])
  }
}
