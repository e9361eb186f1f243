// The county's townships and offices, and the township this person chose last.
import { api } from './api/client'
import { read, write } from './device'

export async function county() {
  const { units } = await api('GET /v1/units', {})
  return units[0]!
}

export async function townships() {
  const reply = await api('GET /v1/units', { query: { parent: (await county()).unit, kind: 'TOWNSHIP', pageSize: 100 } })
  return reply.units
}

export async function officesOf(unit: string) {
  const reply = await api('GET /v1/units', { query: { parent: unit, kind: 'OFFICE', pageSize: 100 } })
  return reply.units
}

export const lastUnit = (): string => read('unit', '')
export const keepUnit = (unit: string): void => write('unit', unit)
