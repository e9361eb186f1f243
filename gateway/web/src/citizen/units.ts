// The townships of the county, and the one this person chose last.
import { api } from '../shared/api/client'
import { read, write } from '../shared/device'

export async function townships() {
  const reply = await api('GET /v1/units', { query: { kind: 'TOWNSHIP', pageSize: 100 } })
  return reply.units
}

export const lastUnit = (): string => read('unit', '')
export const keepUnit = (unit: string): void => write('unit', unit)
