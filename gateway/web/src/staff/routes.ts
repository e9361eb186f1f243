// The staff's pages. One that needs Element Plus or ECharts imports what it needs and is loaded when it is opened:
// {path: '/staff/county', load: () => import('./pages/CountyPage.vue')}.
import type { Row } from '../shared/router'
import InboxPage from './pages/InboxPage.vue'

export const rows: Row[] = [{ path: '/staff', page: InboxPage }]
