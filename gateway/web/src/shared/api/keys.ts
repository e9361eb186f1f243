// Idempotency-Keys, on the device before anything is sent. A key belongs to an act ("apply LYJ-0201") and to what is sent:
// the same again, also after a reload, has the same key; something else has another one.
import { read, remove, removeAll, uuid, write } from '../device'

interface Kept {
  key: string
  sum: string
}

// FNV-1a, twice with different starts: no secret, only "is this what was sent?"
export function sumOf(text: string): string {
  let a = 0x811c9dc5
  let b = 0x01000193
  for (let at = 0; at < text.length; at++) {
    a = Math.imul(a ^ text.charCodeAt(at), 0x01000193) >>> 0
    b = Math.imul(b ^ (text.charCodeAt(at) + at), 0x85ebca6b) >>> 0
  }
  return a.toString(16) + b.toString(16)
}

export function keyFor(act: string, content: string): string {
  const sum = sumOf(content)
  const kept = read<Kept | null>(`key.${act}`, null)
  if (kept && kept.sum === sum) return kept.key
  const fresh = { key: uuid(), sum }
  write(`key.${act}`, fresh)
  return fresh.key
}

// The act is over: it was answered.
export const dropKey = (act: string): void => remove(`key.${act}`)
export const dropKeys = (): void => removeAll('key.')
