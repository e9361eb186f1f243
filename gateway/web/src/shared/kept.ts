// A small form whose answers outlive a reload: kept on the device as they are typed, until the form is done.
import { reactive, watch } from 'vue'
import { read, remove, write } from './device'

export function useKept<T extends object>(name: string, fresh: T) {
  const place = `form.${name}`
  const given = reactive({ ...fresh, ...read<Partial<T>>(place, {}) }) as T
  let over = false
  watch(given, () => { if (!over) write(place, given) })
  function done() {
    over = true
    remove(place)
  }
  return { given, done }
}
