// Live lists: GET /v1/live tells that a list has changed, the page reads it again. Where the stream can't be had (too many
// windows, no network, signed out) the list is read every half minute, and the stream is tried again.
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { subject } from '../../shared/api/session'

export type Topic = 'cases' | 'figures' | 'notifications' | 'rectifications' | 'tasks'

const AGAIN_MS = 30000

// `live`: changes come by themselves at this moment.
export function useLive(topic: Topic, reload: () => unknown): { live: Ref<boolean> } {
  const live = ref(false)
  let source: EventSource | null = null
  let timer = 0
  function close() {
    source?.close()
    source = null
    live.value = false
    clearTimeout(timer)
  }
  function later() {
    close()
    timer = window.setTimeout(() => {
      void reload()
      open()
    }, AGAIN_MS)
  }
  function open() {
    source = new EventSource(`/v1/live?topics=${topic}`)
    source.addEventListener('open', () => (live.value = true))
    source.addEventListener('changed', () => void reload())
    source.addEventListener('error', () => {
      live.value = false
      if (source?.readyState === EventSource.CLOSED) later() // refused: the browser does not try again by itself
    })
  }
  // Who signs in over the page is told from then on.
  watch(subject, (now) => {
    close()
    if (now) open()
  }, { immediate: true })
  onScopeDispose(close)
  return { live }
}

// What came and what went between two readings of a list, by id.
export function changed<T>(before: readonly T[], after: readonly T[], id: (row: T) => string): { came: number; went: number } {
  const had = new Set(before.map(id))
  const has = new Set(after.map(id))
  return { came: after.filter((row) => !had.has(id(row))).length, went: before.filter((row) => !has.has(id(row))).length }
}
