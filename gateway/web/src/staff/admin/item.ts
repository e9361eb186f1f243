// An item as its form has it, and back: numbers as they are typed, lists as lines.
import type { Item, ItemGuide, LifeEvent, OnlineDepth } from '../../shared/api/types'
import type { FieldError } from '../../shared/load'
import { t } from './words'

export interface PaperForm {
  name: string
  issuedBy: string
  copies: string
  original: boolean
  canBeMissing: boolean
  byCommitment: boolean
  notes: string
}
type Text = 'item' | 'name' | 'category' | 'nature' | 'leadOffice'
type Count = 'statutoryDays' | 'promisedDays' | 'feeYuan'
type Choice = 'kind' | 'lowestTier' | 'limitUnit' | 'publish' | 'status'
type Yes = 'inPerson' | 'provisionalAllowed' | 'commitmentAllowed'
type Lines = 'aliases' | 'conditions' | 'steps' | 'legalBasis'
type Said = 'audience' | 'feeBasis' | 'onlineHow' | 'consultPhone' | 'complaintPhone'
export type ItemForm = Pick<Item, Text | Choice | Yes> & Record<Count | Lines | Said | 'visits', string> & {
  otherOffices: string[]
  papers: PaperForm[]
  lifeEvents: LifeEvent[]
  online: OnlineDepth
}

export const emptyItem: Item = {
  item: '', name: '', category: '', nature: '行政许可', kind: 'PROMISED', leadOffice: '', otherOffices: [], lowestTier: 'TOWNSHIP', statutoryDays: 20,
  promisedDays: 10, limitUnit: 'WORKING', inPerson: false, provisionalAllowed: false, commitmentAllowed: false, feeYuan: 0, publish: 'COUNT', status: 'IN_FORCE',
  papers: [], version: 0,
}
const emptyGuide: ItemGuide = {
  aliases: [], lifeEvents: [], audience: '', conditions: [], steps: [], feeBasis: '', legalBasis: [], online: 'NONE', onlineHow: '', visits: 0, consultPhone: '', complaintPhone: '',
}

const lines = (list: readonly string[]) => list.join('\n')
const listed = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean)

export function formOf(found: Item): ItemForm {
  const { version: _, papers, guide, statutoryDays, promisedDays, feeYuan, ...plain } = found
  const said = guide ?? emptyGuide
  return {
    ...plain, statutoryDays: `${statutoryDays}`, promisedDays: `${promisedDays}`, feeYuan: `${feeYuan}`, otherOffices: [...plain.otherOffices],
    papers: papers.map((paper) => ({ ...paper, copies: `${paper.copies}` })),
    aliases: lines(said.aliases), conditions: lines(said.conditions), steps: lines(said.steps), legalBasis: lines(said.legalBasis), lifeEvents: [...said.lifeEvents],
    audience: said.audience, feeBasis: said.feeBasis, online: said.online === 'UNSPECIFIED' ? 'NONE' : said.online, onlineHow: said.onlineHow,
    visits: `${said.visits}`, consultPhone: said.consultPhone, complaintPhone: said.complaintPhone,
  }
}

export function itemOf(form: ItemForm, version: number) {
  const { papers, aliases, conditions, steps, legalBasis, lifeEvents, audience, feeBasis, online, onlineHow, visits, consultPhone, complaintPhone, ...plain } = form
  return {
    ...plain, statutoryDays: Number(form.statutoryDays), promisedDays: Number(form.promisedDays), feeYuan: Number(form.feeYuan), version,
    papers: papers.map((paper) => ({ ...paper, copies: Number(paper.copies) })),
    guide: {
      aliases: listed(aliases), conditions: listed(conditions), steps: listed(steps), legalBasis: listed(legalBasis), lifeEvents, audience, feeBasis, online, onlineHow,
      visits: Number(visits), consultPhone, complaintPhone,
    },
  }
}

// What can be said before it is asked: what has to be there, and numbers.
export function checkItem(form: ItemForm): FieldError[] {
  const missing = (['item', 'name', 'nature', 'leadOffice'] as const)
    .filter((field) => !form[field].trim())
    .map((field) => ({ field, message: t('fieldMissing', { name: t(field === 'item' ? 'itemCode' : field === 'name' ? 'itemName' : field) }) }))
  const numbers = (['statutoryDays', 'promisedDays', 'feeYuan', 'visits'] as const)
    .filter((field) => !/^\d{1,7}$/.test(form[field].trim()))
    .map((field) => ({ field, message: t('fieldNumber', { name: t(field) }) }))
  const papers = form.papers.flatMap((paper, at) => [
    ...(paper.name.trim() ? [] : [{ field: `papers[${at}].name`, message: t('fieldMissing', { name: t('paperName') }) }]),
    ...(/^\d{1,3}$/.test(paper.copies.trim()) ? [] : [{ field: `papers[${at}].copies`, message: t('fieldNumber', { name: t('copies') }) }]),
  ])
  return [...missing, ...numbers, ...papers]
}
