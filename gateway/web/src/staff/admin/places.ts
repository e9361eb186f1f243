// Units as the administrator's forms need them: the halls, what lies below one, the offices by name. Read once, until one is changed.
import { api } from '../../shared/api/client'
import type { Unit, UnitKind } from '../../shared/api/types'
import { county } from '../../shared/units'

export async function everyPage<T>(read: (pageToken: string) => Promise<{ entries: T[]; next: string }>): Promise<T[]> {
  const all: T[] = []
  let token = ''
  do {
    const page = await read(token)
    all.push(...page.entries)
    token = page.next
  } while (token)
  return all
}

export async function unitsPage(parent: string, kind: UnitKind, pageToken: string) {
  const reply = await api('GET /v1/units', { query: { parent, kind: kind as 'OFFICE', pageSize: 100, pageToken } })
  return { entries: reply.units, next: reply.nextPageToken }
}
export const unitsBelow = (parent: string, kind: UnitKind): Promise<Unit[]> => everyPage((token) => unitsPage(parent, kind, token))

let known: Promise<Unit[]> | null = null
const names = new Map<string, string>()
let offices: Promise<string[]> | null = null

export function forgetPlaces(): void {
  known = null
  offices = null
  names.clear()
}

// The county's hall and the townships'.
export function halls(): Promise<Unit[]> {
  known ??= (async () => {
    const top = await county()
    return [top, ...(await unitsBelow(top.unit, 'TOWNSHIP'))]
  })()
  known.catch(forgetPlaces)
  return known
}

// The hall a unit belongs to: "530623101002" and "530623101-03" to "530623101".
export function hallOf(unit: string, all: readonly Unit[]): string {
  const fits = all.filter((hall) => unit === hall.unit || (unit.startsWith(hall.unit) && (hall.kind !== 'COUNTY' || unit[hall.unit.length] === '-')))
  return fits.sort((a, b) => b.unit.length - a.unit.length)[0]?.unit ?? ''
}

// The names an item's office may have: those of the offices there are.
export function officeNames(): Promise<string[]> {
  offices ??= (async () => {
    const found = new Set<string>()
    for (const hall of await halls()) for (const office of await unitsBelow(hall.unit, 'OFFICE')) found.add(office.name)
    return [...found]
  })()
  offices.catch(forgetPlaces)
  return offices
}

// "盐井镇 老街社区居民委员会"
export async function placeName(unit: string): Promise<string> {
  if (!unit) return ''
  const all = await halls()
  const hall = all.find((each) => each.unit === hallOf(unit, all))
  if (hall?.unit === unit) return hall.name
  if (!names.has(unit)) names.set(unit, (await api('GET /v1/units/{unit}', { path: { unit } })).name)
  return [hall?.name, names.get(unit)].filter(Boolean).join(' ')
}
