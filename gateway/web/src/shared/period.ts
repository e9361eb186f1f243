// A stretch of days as people choose it. Days are YYYY-MM-DD, China's; both ends count.
import { day } from './format'
import { translator } from './words'

export const PERIODS = ['today', 'week', 'month', 'year', 'range'] as const
export type Period = (typeof PERIODS)[number]

export interface Span {
  from: string
  to: string
}

export const t = translator({
  period: ['统计时间', 'Period'],
  today: ['今天', 'Today'],
  week: ['本周', 'This week'],
  month: ['本月', 'This month'],
  year: ['今年', 'This year'],
  range: ['自选日期', 'From – to'],
  from: ['开始日期', 'From'],
  to: ['结束日期', 'To'],
  show: ['查看', 'Show'],
  days: ['{from}至{to}', '{from} to {to}'],
  dayMissing: ['请选择日期', 'Choose a date'],
  dayOrder: ['开始日期不能晚于结束日期', 'The first day is after the last'],
  dayTooMany: ['一次最多看一年，请缩短日期范围', 'At most a year at once'],
})

const DAY_MS = 86400000
const time = (day: string) => Date.parse(`${day}T00:00:00Z`)
const dayAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const isDay = (day: string): boolean => /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(time(day)) && dayAt(time(day)) === day
export const later = (day: string, days: number): string => dayAt(time(day) + days * DAY_MS)
export const daysIn = ({ from, to }: Span): number => (time(to) - time(from)) / DAY_MS + 1

// Weeks begin on Monday; every period but a range ends today.
export function spanOf(chosen: Span & { period: Period }, today: string): Span {
  const weekday = (new Date(time(today)).getUTCDay() + 6) % 7
  switch (chosen.period) {
    case 'today': return { from: today, to: today }
    case 'week': return { from: later(today, -weekday), to: today }
    case 'month': return { from: `${today.slice(0, 8)}01`, to: today }
    case 'year': return { from: `${today.slice(0, 5)}01-01`, to: today }
    case 'range': return { from: chosen.from, to: chosen.to }
  }
}

// As people say it; one day is one day.
export const spanText = ({ from, to }: Span): string => (from === to ? day(from) : t('days', { from: day(from), to: day(to) }))

const LONGEST_DAYS = 366

// What is wrong with a range, by field.
export function faultsOf({ from, to }: Span): { field: 'from' | 'to'; word: 'dayMissing' | 'dayOrder' | 'dayTooMany' }[] {
  const missing = (['from', 'to'] as const).filter((field) => !isDay({ from, to }[field]))
  if (missing.length > 0) return missing.map((field) => ({ field, word: 'dayMissing' }))
  if (from > to) return [{ field: 'from', word: 'dayOrder' }]
  return daysIn({ from, to }) > LONGEST_DAYS ? [{ field: 'from', word: 'dayTooMany' }] : []
}
