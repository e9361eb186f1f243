// An application on its way, kept on the device at each step, and how it is sent: photos first, each once, then the case.
import { reactive } from 'vue'
import { api } from '../shared/api/client'
import type { Item } from '../shared/api/types'
import { read, readDraft, removeDraft, uuid, write, writeDraft } from '../shared/device'
import { handedPapers, type PaperDraft } from '../shared/papers'

export { handedPapers, uploadPapers, type PaperDraft } from '../shared/papers'

export interface Draft {
  item: string
  itemName: string
  unit: string
  unitName: string
  applicant: { name: string; idNumber: string; phone: string }
  note: string
  papers: PaperDraft[]
  mandate?: string // an agent's
  done?: boolean // handed in: not to be kept any more
}

// Cases handed in or looked up on this device, with the code that opens them.
export interface Mine {
  number: string
  code: string
  itemName: string
}

const place = (item: string) => `apply ${item}`
const noPaper = (name: string): PaperDraft => ({ name, id: uuid(), fileName: '' })

export async function openDraft(item: Item): Promise<Draft> {
  const kept = await readDraft<Draft>(place(item.item))
  const fresh: Draft = { item: item.item, itemName: item.name, unit: '', unitName: '', applicant: { name: '', idNumber: '', phone: '' }, note: '', papers: [] }
  const draft = reactive(kept ?? fresh)
  // The guide's list of today, with what is there of it.
  draft.papers = item.papers.map(({ name }) => draft.papers.find((paper) => paper.name === name) ?? noPaper(name))
  return draft
}

export async function saveDraft(draft: Draft): Promise<void> {
  const plain: Draft = { ...draft, applicant: { ...draft.applicant }, papers: draft.papers.map((paper) => ({ ...paper })) }
  await writeDraft(place(draft.item), plain)
}

export async function handIn(draft: Draft): Promise<Mine> {
  const { item, unit, note, papers } = draft
  const made = await api('POST /v1/cases', {
    act: place(item),
    body: {
      itemCode: item, unit, intent: 'SUBMIT', mandate: draft.mandate,
      applicant: { ...draft.applicant, idNumber: draft.applicant.idNumber.toUpperCase() },
      form: note ? { 说明: note } : {},
      papers: handedPapers(papers),
    },
  })
  const mine = { number: made.caseNumber, code: made.queryCode, itemName: draft.itemName }
  remember(mine)
  draft.done = true
  await removeDraft(place(item))
  return mine
}

export const mine = (): Mine[] => read<Mine[]>('mine', [])
export const codeOf = (number: string): string => mine().find((each) => each.number === number)?.code ?? ''
export function remember(one: Mine): void {
  write('mine', [one, ...mine().filter((each) => each.number !== one.number)].slice(0, 50))
}
