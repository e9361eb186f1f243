// An account as its form has it: what is sealed is empty and stays as it is when it is left so.
import { api } from '../../shared/api/client'
import { Refused } from '../../shared/api/problem'
import type { Account, Role } from '../../shared/api/types'
import type { FieldError } from '../../shared/load'
import { t } from './words'

export type AccountForm = Omit<Account, 'version'>

// In the order they are shown; an operator's account is bmctl's.
export const ROLES = [
  'CLERK', 'CENTRE_HEAD', 'REVIEWER', 'OFFICE_HEAD', 'AGENT', 'COUNTY_SUPERVISOR', 'DISCIPLINE_OFFICER', 'ADMINISTRATOR', 'INTEGRATOR', 'CITIZEN',
] as const satisfies readonly Role[]

export const emptyAccount = (unit: string): AccountForm =>
  ({ username: '', password: '', name: '', roles: [], unit, offices: [], idNumber: '', email: '', closed: false })

// The list by how a name begins holds the whole name first.
export async function readAccount(username: string) {
  const { accounts } = await api('GET /v1/accounts', { query: { username, pageSize: 10 } })
  const found = accounts.find((account) => account.username === username)
  if (!found) throw new Refused({ status: 404, code: 'NOT_FOUND' })
  const { version, ...form } = found
  return { form, version }
}

export const writeAccount = (form: AccountForm, version: number) =>
  api('PUT /v1/accounts', { body: { accounts: [{ ...form, username: form.username.trim(), roles: form.roles as 'CLERK'[], version }] } })

export function checkAccount(form: AccountForm, fresh: boolean): FieldError[] {
  const errors: FieldError[] = []
  if (!form.username.trim()) errors.push({ field: 'username', message: t('fieldMissing', { name: t('username') }) })
  if (!form.name.trim()) errors.push({ field: 'name', message: t('fieldMissing', { name: t('personName') }) })
  if (form.roles.length === 0) errors.push({ field: 'roles', message: t('rolesMissing') })
  if (!form.unit && form.roles.some((role) => role !== 'CITIZEN')) errors.push({ field: 'unit', message: t('unitMissing') })
  if (fresh && !form.password) errors.push({ field: 'password', message: t('passwordMissing') })
  return errors
}

// 16 of 32 signs that can't be taken for one another: 80 random bits.
export function randomPassword(): string {
  const signs = 'abcdefghijkmnpqrstuvwxyz23456789'
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => signs[byte % 32]).join('').replace(/(.{4})(?=.)/g, '$1-')
}
