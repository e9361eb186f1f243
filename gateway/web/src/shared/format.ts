// How dates, limits and the like are written. Days come from the API as YYYY-MM-DD and are China's; instants as RFC 3339.
import type { Item } from './api/types'
import { settings } from './settings'
import { t } from './words'

const CHINA = 'Asia/Shanghai'
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

// "2026-11-23" → 2026年11月23日
export function day(text: string): string {
  const [year, month, date] = text.slice(0, 10).split('-').map(Number)
  if (!year || !month || !date) return ''
  return settings.language === 'zh' ? `${year}年${month}月${date}日` : `${date} ${MONTHS[month - 1]} ${year}`
}

// The day in China of an instant, as YYYY-MM-DD; a day stays as it is.
export function chinaDay(text: string): string {
  if (text.length <= 10) return text
  return new Date(text).toLocaleDateString('sv-SE', { timeZone: CHINA })
}

export function moment(text: string): string {
  if (!text) return ''
  const time = new Date(text).toLocaleTimeString('sv-SE', { timeZone: CHINA, hour: '2-digit', minute: '2-digit' })
  return `${day(chinaDay(text))} ${time}`
}

export const today = (): string => chinaDay(new Date().toISOString())
export const isPast = (text: string): boolean => text !== '' && chinaDay(text) < today()

export function limit(item: Pick<Item, 'kind' | 'promisedDays' | 'limitUnit'>): string {
  if (item.kind === 'IMMEDIATE' || item.promisedDays === 0) return t('sameDay')
  return t(item.limitUnit === 'CALENDAR' ? 'calendarDays' : 'workingDays', { n: item.promisedDays })
}
