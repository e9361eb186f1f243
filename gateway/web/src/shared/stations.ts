// The life of a case as people see it: a line of stations (DOMAIN.md "The case, from door to door"). Pure.
import type { Case, CaseState, Progress } from './api/types'
import { day, moment } from './format'
import { translator } from './words'

export interface Station {
  key: string
  name: string
  at: 'passed' | 'here' | 'stopped' | 'ahead'
  said: string // for who does not see the line
  when?: string
  note?: string
}

export interface Life {
  state: CaseState
  steps: { state: CaseState; at: string }[]
  promisedDue?: string
  correction?: Case['correction']
}

const t = translator({
  SUBMITTED: ['已提交', 'Handed in'],
  CORRECTION: ['等您补正', 'Waiting for you'],
  CORRECTED: ['补正', 'Corrected'],
  ACCEPTED: ['受理', 'Accepted'],
  IN_REVIEW: ['审查', 'In review'],
  DECIDED: ['作出决定', 'Decided'],
  DELIVERED: ['送达', 'Delivered'],
  REFUSED: ['不予受理', 'Not accepted'],
  REDIRECTED: ['转往其他部门', 'Sent to another office'],
  WITHDRAWN: ['已撤回', 'Withdrawn'],
  LAPSED: ['逾期未补，已失效', 'Lapsed: not corrected in time'],
  passed: ['已完成', 'done'],
  here: ['正在进行', 'now'],
  stopped: ['停在这里', 'stopped here'],
  ahead: ['尚未开始', 'to come'],
  duePromised: ['承诺 {day} 前办结', 'Promised by {day}'],
  dueCorrection: ['请在 {day} 前补齐，期间不计办理时间', 'Please correct by {day}; the time until then does not count'],
  correctionNow: ['补齐前不计办理时间', 'The clock stands still until you correct it'],
  windowLooks: ['窗口正在核对材料', 'The window is checking your papers'],
  DRAFT: ['未提交', 'Draft'],
  CLOSED: ['已办结', 'Closed'],
})

const LINE = ['SUBMITTED', 'ACCEPTED', 'IN_REVIEW', 'DECIDED', 'DELIVERED'] as const
const ENDED_EARLY = ['REFUSED', 'REDIRECTED', 'WITHDRAWN', 'LAPSED']

export const stateName = (state: CaseState): string => t(state as Parameters<typeof t>[0])

export const lifeOfProgress = (progress: Progress): Life => ({ ...progress })

export function lifeOfCase(found: Case): Life {
  const steps: Life['steps'] = [{ state: 'SUBMITTED', at: found.receivedAt }]
  if (found.correction?.askedAt) steps.push({ state: 'CORRECTION', at: found.correction.askedAt })
  if (found.acceptance?.acceptedOn) steps.push({ state: 'ACCEPTED', at: found.acceptance.acceptedOn })
  if (found.decision?.decidedOn) steps.push({ state: 'DECIDED', at: found.decision.decidedOn })
  if (found.delivery?.deliveredAt) steps.push({ state: 'DELIVERED', at: found.delivery.deliveredAt })
  if (ENDED_EARLY.includes(found.state)) steps.push({ state: found.state, at: '' })
  return { state: found.state, steps, promisedDue: found.acceptance?.promisedDue, correction: found.correction }
}

const when = (at: string | undefined): string | undefined => (at ? (at.length > 10 ? moment(at) : day(at)) : undefined)

function correctionNote(life: Life): string {
  return life.correction?.by ? t('dueCorrection', { day: day(life.correction.by) }) : t('correctionNow')
}

function station(life: Life, name: CaseState, at: Station['at'], note?: string): Station {
  const step = [...life.steps].reverse().find((each) => each.state === name)
  return { key: name, name: stateName(name), at, said: t(at), when: at === 'ahead' ? undefined : when(step?.at), note }
}

// How far along LINE a case is: the index of the station it stands at; past the last one: delivered.
function place(life: Life): number {
  const states = life.steps.map((step) => step.state as string)
  const state = life.state as string
  if (state === 'CLOSED' || state === 'DELIVERED') return LINE.length
  const furthest = LINE.reduce((last, name, at) => (states.includes(name) || state === name ? at : last), 0)
  return state === 'SUBMITTED' || state === 'CORRECTION' ? 0 : furthest
}

// At a station that is over once reached (accepted, decided) a case waits for the next.
function noteAt(life: Life, name: string): string | undefined {
  if (name === 'SUBMITTED') return t('windowLooks')
  const due = life.promisedDue && (name === 'ACCEPTED' || name === 'IN_REVIEW')
  return due ? t('duePromised', { day: day(life.promisedDue!) }) : undefined
}

export function stations(life: Life): Station[] {
  const here = place(life)
  const stopped = life.state === 'CORRECTION' || ENDED_EARLY.includes(life.state)
  const line: Station[] = []
  LINE.forEach((name, at) => {
    if (at > here && ENDED_EARLY.includes(life.state)) return
    const how = at < here || (at === here && stopped) ? 'passed' : at === here ? 'here' : 'ahead'
    line.push(station(life, name, how, how === 'here' ? noteAt(life, name) : undefined))
    if (name === 'SUBMITTED' && life.state === 'CORRECTION') line.push(station(life, 'CORRECTION', 'stopped', correctionNote(life)))
  })
  if (ENDED_EARLY.includes(life.state)) line.push(station(life, life.state, 'stopped'))
  return line
}
