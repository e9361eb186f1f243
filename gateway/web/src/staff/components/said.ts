// What a live list says of itself: that it watches, or what has just changed, with the time.
import { computed, ref, watch } from 'vue'
import { t } from '../words'
import { changed, useLive, type Topic } from './useLive'

interface Listed<T> {
  data?: T[]
  refresh: () => Promise<void>
}

export function useLiveList<T>(topic: Topic, list: Listed<T>, id: (row: T) => string) {
  const change = ref('')
  const { live } = useLive(topic, list.refresh)
  let grows = false
  watch(
    () => list.data,
    (after, before) => {
      if (!before || !after || grows) return
      const { came, went } = changed(before, after, id)
      if (came + went === 0) return
      const time = new Date().toLocaleTimeString('sv-SE', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' })
      change.value = t('listChanged', { time, came, went })
    },
  )
  // "Show more" is no news.
  async function more(next: () => Promise<void>) {
    grows = true
    await next()
    grows = false
  }
  const said = computed(() => change.value || (live.value ? t('listLive') : ''))
  return { said, more }
}
