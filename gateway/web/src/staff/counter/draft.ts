// What a clerk has before them, kept on the device as it is typed; and how it is handed in.
import { reactive, toRaw } from 'vue'
import { api } from '../../shared/api/client'
import type { CaseSourceInput, DocumentKind, IdKindInput, Item } from '../../shared/api/types'
import { read, readDraft, removeDraft, uuid, write, writeDraft } from '../../shared/device'
import { handedPapers, uploadPapers, type PaperDraft } from '../../shared/papers'
import { t } from './words'

export const outcomes = ['ACCEPT', 'RECEIVE', 'CORRECT', 'REFUSE', 'REDIRECT'] as const
export type Outcome = (typeof outcomes)[number]

// A paper of the guide's list: seen on the desk, scanned, or neither.
export interface PaperTick extends PaperDraft {
  there: boolean
}

// What an outcome needs beside the case.
export interface OutcomeWords {
  outcome: Outcome
  missing: string[]
  notes: string
  by: string
  reason: string
  law: string
  to: string
}

export interface WindowDraft {
  applicant: { name: string; idNumber: string; phone: string }
  idKind: IdKindInput
  lookedUp: string // the number that was looked up last
  item: string
  unit: string
  source: CaseSourceInput
  papers: PaperTick[]
  waived: boolean
  words: OutcomeWords
  made: string // its number, once it is handed in and the outcome is still to come
}

export const freshWords = (): OutcomeWords => ({ outcome: 'ACCEPT', missing: [], notes: '', by: '', reason: '', law: '', to: '' })
const fresh = (unit: string): WindowDraft => ({
  applicant: { name: '', idNumber: '', phone: '' }, idKind: 'CITIZEN_NUMBER', lookedUp: '', item: '', unit, source: 'WINDOW',
  papers: [], waived: false, words: freshWords(), made: '',
})

const place = 'counter'
export const noTick = (name: string): PaperTick => ({ name, id: uuid(), fileName: '', there: false })
export const plainPapers = (papers: PaperTick[]) => papers.map((paper) => ({ ...toRaw(paper) }))

export async function openDraft(unit: string): Promise<WindowDraft> {
  return reactive((await readDraft<WindowDraft>(place)) ?? fresh(unit))
}

export async function saveDraft(draft: WindowDraft): Promise<void> {
  const words = { ...draft.words, missing: [...draft.words.missing] }
  await writeDraft(place, { ...toRaw(draft), applicant: { ...draft.applicant }, papers: plainPapers(draft.papers), words })
}

export async function clearDraft(draft: WindowDraft): Promise<void> {
  Object.assign(draft, fresh(draft.unit))
  await removeDraft(place)
}

// Another item: its papers, none ticked; what the guide changed since stays as it was for those of the same name.
export function takeItem(draft: WindowDraft, item: Item): void {
  draft.item = item.item
  draft.papers = item.papers.map(({ name }) => draft.papers.find((paper) => paper.name === name) ?? noTick(name))
  if (!opens(item) && draft.words.outcome === 'ACCEPT') draft.words.outcome = 'RECEIVE'
  else if (opens(item) && draft.words.outcome === 'RECEIVE') draft.words.outcome = 'ACCEPT'
}

export const opens = (item: Item): boolean => item.kind === 'IMMEDIATE' || item.kind === 'PROMISED'
export const lacking = (draft: Pick<WindowDraft, 'papers'>) => draft.papers.filter((paper) => !paper.there).map(({ name }) => name)
export const onPaper = (papers: PaperTick[]) => papers.filter((paper) => paper.there && !paper.file && !paper.paperId).map(({ name }) => name)

// What is told once, the query code and the whole name, is kept until the clerk signs out, for the papers to print.
type Told = Record<string, { code: string; name: string }>
const told = 'form.told'
export const toldOf = (number: string): { code: string; name: string } => read<Told>(told, {})[number] ?? { code: '', name: '' }
function keepTold(number: string, code: string, name: string) {
  write(told, { ...Object.fromEntries(Object.entries(read<Told>(told, {})).slice(-30)), [number]: { code, name } })
}

async function handIn(draft: WindowDraft): Promise<string> {
  await uploadPapers(draft.papers, () => saveDraft(draft))
  const waived = lacking(draft)
  const { name, idNumber, phone } = draft.applicant
  const made = await api('POST /v1/cases', {
    act: place,
    body: {
      itemCode: draft.item, unit: draft.unit, source: draft.source, intent: draft.words.outcome === 'ACCEPT' ? 'ACCEPT' : 'SUBMIT',
      applicant: { name, idNumber: idNumber.toUpperCase(), phone, idKind: draft.idKind },
      form: draft.words.outcome === 'ACCEPT' && waived.length > 0 ? { 窗口确认本次不需要的材料: waived.join('、') } : {},
      papers: handedPapers(draft.papers), onPaper: onPaper(draft.papers),
    },
  })
  keepTold(made.caseNumber, made.queryCode, name)
  return made.caseNumber
}

// The document an outcome makes.
const documentOf = { ACCEPT: 'RECEIPT', RECEIVE: 'RECEIVED', CORRECT: 'CORRECTION', REFUSE: 'REFUSAL', REDIRECT: 'REDIRECT' } as const
export const printAddress = (number: string, outcome: Outcome) => printPath(number, documentOf[outcome])
export const printPath = (number: string, kind: DocumentKind | 'RECEIVED') => `/staff/counter/cases/${number}/print/${kind}`

// An outcome for a case that is there. RECEIVE leaves it as it is.
export async function actOn(number: string, words: OutcomeWords): Promise<void> {
  const path = { caseNumber: number }
  const act = `counter ${number} ${words.outcome}`
  const { notes, by, reason, law, to, missing } = words
  if (words.outcome === 'ACCEPT') await api('POST /v1/cases/{caseNumber}:accept', { path, act, body: {} })
  else if (words.outcome === 'CORRECT') await api('POST /v1/cases/{caseNumber}:requestCorrection', { path, act, body: { missing: [...missing], notes, by } })
  else if (words.outcome === 'REFUSE') await api('POST /v1/cases/{caseNumber}:refuse', { path, act, body: { reason, law } })
  else if (words.outcome === 'REDIRECT') await api('POST /v1/cases/{caseNumber}:redirect', { path, act, body: { to, reason } })
}

// Hands in and does what was chosen; each step once, also when the second has to be tried again. Where the paper is printed.
export async function finish(draft: WindowDraft): Promise<string> {
  await saveDraft(draft)
  if (!draft.made) {
    draft.made = await handIn(draft)
    await saveDraft(draft)
    if (draft.words.outcome === 'ACCEPT' || draft.words.outcome === 'RECEIVE') return printAddress(draft.made, draft.words.outcome)
  }
  await actOn(draft.made, draft.words)
  return printAddress(draft.made, draft.words.outcome)
}

// What an outcome's words lack, by the API's names of the fields.
export function wordFaults(words: OutcomeWords): { field: string; message: string }[] {
  const needed = {
    ACCEPT: [], RECEIVE: [],
    CORRECT: [['missing', words.missing.length > 0 || words.notes.trim(), 'missingMissing']],
    REFUSE: [['reason', words.reason.trim(), 'reasonMissing'], ['law', words.law.trim(), 'lawMissing']],
    REDIRECT: [['to', words.to.trim(), 'toMissing'], ['reason', words.reason.trim(), 'reasonMissing']],
  } as const
  return needed[words.outcome].filter(([, given]) => !given).map(([field, , message]) => ({ field, message: t(message) }))
}
