// How an entry starts: its frame, its table of pages, the same behaviour everywhere.
import { createApp, type Component } from 'vue'
import NotFound from './components/NotFound.vue'
import { startRouter, type Row } from './router'
import './settings'
import './styles/base.css'

export async function start(frame: Component, rows: Row[]): Promise<void> {
  await startRouter(rows, { path: '', page: NotFound })
  createApp(frame).mount('#app')
}
