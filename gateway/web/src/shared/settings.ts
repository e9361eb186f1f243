// What this person has chosen for this device: language and print. Kept in localStorage, put on <html>.
import { reactive, watchEffect } from 'vue'
import { read, write } from './device'

export type Language = 'zh' | 'en'

export const settings = reactive({
  language: read<Language>('language', 'zh'),
  large: read('large', false),
})

watchEffect(() => {
  write('language', settings.language)
  write('large', settings.large)
  const root = document.documentElement
  root.lang = settings.language === 'zh' ? 'zh-CN' : 'en'
  root.dataset.print = settings.large ? 'large' : 'normal'
})
