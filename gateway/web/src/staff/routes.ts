// The staff's pages. Those of a desk are loaded when they are opened:
// {path: '/staff/tasks', load: () => import('./review/pages/TasksPage.vue')}.
import type { Row } from '../shared/router'
import InboxPage from './pages/InboxPage.vue'

export const rows: Row[] = [
  { path: '/staff', page: InboxPage },
  { path: '/staff/county', load: () => import('./overview/pages/CountyPage.vue') },
  { path: '/staff/county/cases', load: () => import('./overview/pages/FigureCasesPage.vue') },
  { path: '/staff/county/cases/:number', load: () => import('./overview/pages/SeenCasePage.vue') },
]
