// Two who change the same thing: what is put together, what is left to decide.
import './browser'
import { describe, expect, it } from 'vitest'
import { fieldOf, meet } from '../src/staff/admin/edit'
import { formOf, itemOf, emptyItem } from '../src/staff/admin/item'
import { hallOf } from '../src/staff/admin/places'

const base = { phone: '1', hours: 'a', papers: ['x'] }

describe('meet', () => {
  it('keeps mine where only I touched it, takes theirs where only they did', () => {
    const met = meet(base, { ...base, phone: '2' }, { ...base, hours: 'b' })
    expect(met).toEqual({ form: { phone: '2', hours: 'b', papers: ['x'] }, clashes: [], taken: ['hours'] })
  })
  it('names what both touched, and leaves it as I typed it', () => {
    const met = meet(base, { ...base, papers: ['x', 'mine'] }, { ...base, papers: ['theirs'] })
    expect(met.form.papers).toEqual(['x', 'mine'])
    expect(met.clashes).toEqual([{ field: 'papers', was: ['x'], now: ['theirs'], mine: ['x', 'mine'] }])
  })
  it('has nothing to decide where both typed the same', () => {
    expect(meet(base, { ...base, phone: '3' }, { ...base, phone: '3' })).toEqual({ form: { ...base, phone: '3' }, clashes: [], taken: [] })
  })
})

it('finds the field of a refusal', () => {
  expect(fieldOf('units[0].phone')).toBe('phone')
  expect(fieldOf('items[0].guide.conditions[2]')).toBe('conditions')
  expect(fieldOf('items[0].papers[1].copies')).toBe('papers[1].copies')
  expect(fieldOf('items[0].papers')).toBe('papers')
  expect(fieldOf('accounts[0].offices[3]')).toBe('offices')
})

it('brings an item through its form unchanged', () => {
  const item = { ...emptyItem, item: 'X-1', papers: [{ name: '身份证', canBeMissing: false, original: true, copies: 2, issuedBy: '', byCommitment: false, notes: '' }] }
  const { guide: _, ...back } = itemOf(formOf(item), 7)
  expect(back).toEqual({ ...item, version: 7 })
})

it('knows the hall of a unit by its code', () => {
  const unit = (code: string, kind: string) => ({ unit: code, kind }) as never
  const all = [unit('530623', 'COUNTY'), unit('530623101', 'TOWNSHIP')]
  expect(['530623', '530623-02', '530623101', '530623101002', '530623101-03', '530624101'].map((code) => hallOf(code, all)))
    .toEqual(['530623', '530623', '530623101', '530623101', '530623101', ''])
})
