// What the overview shows, as it stands in the address: who reloads it or is sent it sees the same. Pure.
import type { FigureKindInput, FigureRankInput } from '../../shared/api/types'
import { PERIODS, type Period } from '../../shared/period'

export const GROUPS = ['unit', 'office', 'item'] as const
export type Group = (typeof GROUPS)[number]
export const RANKS: readonly FigureRankInput[] = ['ON_TIME', 'COMPLETED', 'RECEIVED', 'SATISFACTION', 'AVERAGE_DAYS']
export const KINDS: readonly FigureKindInput[] = ['RECEIVED', 'ACCEPTED', 'REFUSED', 'REDIRECTED', 'WITHDRAWN', 'LAPSED', 'COMPLETED', 'ON_TIME', 'LATE',
  'STATUTORY_OVERRUN', 'RATED', 'SATISFIED', 'NEGATIVE', 'WARNING', 'YELLOW', 'RED', 'WARNING_NOW', 'YELLOW_NOW', 'RED_NOW']

export interface View {
  period: Period
  from: string // of a range
  to: string
  unit: string // '': one's own
  item: string // '': all
  group: Group
  rank: FigureRankInput
  kind: FigureKindInput // of the cases behind a figure
}
export const USUAL: View = { period: 'month', from: '', to: '', unit: '', item: '', group: 'unit', rank: 'ON_TIME', kind: 'RECEIVED' }

const one = <T extends string>(list: readonly T[], text: string | null, otherwise: T): T => list.find((each) => each === text) ?? otherwise

export function viewOf(query: URLSearchParams): View {
  const text = (name: string) => query.get(name) ?? ''
  return {
    period: one(PERIODS, query.get('period'), USUAL.period), from: text('from'), to: text('to'), unit: text('unit'), item: text('item'),
    group: one(GROUPS, query.get('group'), USUAL.group), rank: one(RANKS, query.get('rank'), USUAL.rank), kind: one(KINDS, query.get('kind'), USUAL.kind),
  }
}

// The address of a view with something changed; what is as usual does not stand in it.
export function addressOf(view: View, change: Partial<View> = {}, path = '/staff/county'): string {
  const next: View = { ...view, ...change }
  if (next.period !== 'range') next.from = next.to = ''
  const query = new URLSearchParams()
  for (const name of Object.keys(USUAL) as (keyof View)[]) {
    if (next[name] !== USUAL[name] && !(name === 'kind' && path === '/staff/county')) query.set(name, next[name])
  }
  return query.size > 0 ? `${path}?${query}` : path
}

// Above a unit or an office: "530623101-03" and "530623101004" → "530623101" → "530623".
export function above(unit: string): string {
  if (unit.includes('-')) return unit.slice(0, unit.indexOf('-'))
  return unit.slice(0, unit.length > 9 ? 9 : 6)
}
export const isOffice = (unit: string): boolean => unit.includes('-')
