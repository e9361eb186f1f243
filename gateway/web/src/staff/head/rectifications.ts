// Negative ratings as this desk sees them.
import { api } from '../../shared/api/client'
import { Refused } from '../../shared/api/problem'
import type { Rectification } from '../../shared/api/types'
import { t } from './words'

export function stateOf(one: Rectification): string {
  if (one.state === 'OPEN' && one.calls > 0) return t('OPENtried', { n: one.calls })
  return one.state === 'UNSPECIFIED' ? '' : t(one.state)
}

export const levelOf = (one: Rectification): string => (one.level === 'VERY_DISSATISFIED' || one.level === 'DISSATISFIED' ? t(one.level) : '')

// One by its id: the API lists them; those not closed first, they are the ones that are opened.
export async function find(id: string): Promise<Rectification> {
  for (const query of [{ unfinished: true }, { state: 'CLOSED' as const }]) {
    let pageToken = ''
    do {
      const reply = await api('GET /v1/rectifications', { query: { ...query, pageSize: 100, pageToken } })
      const found = reply.rectifications.find((one) => one.rectification === id)
      if (found) return found
      pageToken = reply.nextPageToken
    } while (pageToken)
  }
  throw new Refused({ status: 404, code: 'RECTIFICATION_NOT_FOUND' })
}
