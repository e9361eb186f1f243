// The two ways a page meets the server: it loads, it submits. Both end in data or in a Trouble that the page shows.
import { computed, nextTick, reactive, ref, shallowRef } from 'vue'
import { Refused, troubleOf, type Trouble } from './api/problem'

// `load.data` is undefined until it is there; on a second load the old stays visible.
export function useLoad<T>(read: () => Promise<T>) {
  const data = shallowRef<T>()
  const trouble = shallowRef<Trouble | null>(null)
  const busy = ref(false)
  let turn = 0
  async function reload() {
    const mine = ++turn
    busy.value = true
    trouble.value = null
    try {
      const got = await read()
      if (mine === turn) data.value = got
    } catch (thrown) {
      if (mine === turn) trouble.value = troubleOf(thrown)
    } finally {
      if (mine === turn) busy.value = false
    }
  }
  void reload()
  return reactive({ data, trouble, busy, reload })
}

export interface FieldError {
  field: string // id of the element; '' where no field owns it
  message: string
}

// Errors of a form: what its own checks say, or what the server said of fields by their API names.
export function useSubmit() {
  const errors = ref<FieldError[]>([])
  const trouble = shallowRef<Trouble | null>(null)
  const busy = ref(false)
  const messages = computed(() => Object.fromEntries(errors.value.map(({ field, message }) => [field, message])))

  function show(list: FieldError[]): boolean {
    errors.value = []
    trouble.value = null
    // Anew, so that the summary is drawn anew and takes the focus also when it says the same.
    void nextTick(() => (errors.value = list))
    return list.length === 0
  }

  // Runs `act` unless it runs already. undefined: it did not come to an end.
  async function submit<T>(act: () => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = true
    errors.value = []
    trouble.value = null
    try {
      return await act()
    } catch (thrown) {
      const met = troubleOf(thrown)
      if (met instanceof Refused && Object.keys(met.fields).length > 0) {
        errors.value = Object.entries(met.fields).map(([field, message]) => ({ field, message }))
      } else if (met instanceof Refused && met.problem.status !== 429) {
        errors.value = [{ field: '', message: met.message }]
      } else {
        trouble.value = met
      }
      return undefined
    } finally {
      busy.value = false
    }
  }
  return reactive({ errors, messages, trouble, busy, show, submit })
}
