// The unit whose board this is, and how its hall, centre or station is called.
import { api } from '../shared/api/client'
import type { Unit } from '../shared/api/types'
import { t } from './words'

export const unitOf = (unit: string) => api('GET /v1/units/{unit}', { path: { unit } })

export function placeName({ kind, name }: Unit): string {
  return kind === 'COUNTY' ? t('hall', { name }) : kind === 'TOWNSHIP' ? t('centre', { name }) : kind === 'VILLAGE' ? t('station', { name }) : name
}

export async function below(unit: string, kind: 'OFFICE' | 'VILLAGE'): Promise<Unit[]> {
  const units: Unit[] = []
  for (let pageToken = ''; ; ) {
    const reply = await api('GET /v1/units', { query: { parent: unit, kind, pageSize: 100, pageToken } })
    units.push(...reply.units)
    if (!reply.nextPageToken) return units
    pageToken = reply.nextPageToken
  }
}
