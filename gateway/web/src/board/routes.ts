// The public board's pages.
import type { Row } from '../shared/router'
import TownshipsPage from './pages/TownshipsPage.vue'

export const rows: Row[] = [{ path: '/board', page: TownshipsPage }]
