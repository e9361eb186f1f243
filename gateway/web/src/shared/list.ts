// A list that comes page by page: `data` grows, `more` says whether there is another.
import { reactive, ref, shallowRef } from 'vue'
import { troubleOf, type Trouble } from './api/problem'

export interface Page<T> {
  entries: T[]
  next: string
}

export function useList<T>(read: (pageToken: string) => Promise<Page<T>>) {
  const data = shallowRef<T[]>()
  const trouble = shallowRef<Trouble | null>(null)
  const busy = ref(false)
  const more = ref(false)
  let token = ''
  let turn = 0
  let stale = false // told of a change while reading
  async function load(before: T[]) {
    const mine = ++turn
    busy.value = true
    trouble.value = null
    try {
      const page = await read(token)
      if (mine !== turn) return
      data.value = [...before, ...page.entries]
      token = page.next
      more.value = page.next !== ''
    } catch (thrown) {
      if (mine === turn) trouble.value = troubleOf(thrown)
    } finally {
      if (mine === turn) busy.value = false
    }
    if (stale) void refresh()
  }
  async function reload() {
    token = ''
    data.value = undefined
    await load([])
  }
  // What is shown, read anew without leaving the screen: as many pages as are there. A failure leaves the old.
  async function refresh() {
    stale = busy.value
    if (stale || data.value === undefined) return
    const mine = ++turn
    const wanted = data.value.length
    try {
      let rows: T[] = []
      let at = ''
      do {
        const page = await read(at)
        rows = [...rows, ...page.entries]
        at = page.next
      } while (at !== '' && rows.length < wanted)
      if (mine !== turn) return
      data.value = rows
      token = at
      more.value = at !== ''
    } catch (thrown) {
      troubleOf(thrown)
    }
  }
  const next = () => load(data.value ?? [])
  void load([])
  return reactive({ data, trouble, busy, more, reload, refresh, next })
}
