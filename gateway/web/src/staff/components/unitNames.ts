// Units and offices by name: each is asked for once a page load; until then its code stands there.
import { reactive } from 'vue'
import { api } from '../../shared/api/client'

const names = reactive(new Map<string, string>())

export function unitName(unit: string): string {
  if (!unit) return ''
  if (!names.has(unit)) {
    names.set(unit, '')
    void api('GET /v1/units/{unit}', { path: { unit }, quiet: true }).then(
      (found) => names.set(unit, found.name),
      () => names.delete(unit), // the code stands; the next page asks again
    )
  }
  return names.get(unit) || unit
}
