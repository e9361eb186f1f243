// The staff's pages. Those of a desk are loaded when they are opened:
// {path: '/staff/tasks', load: () => import('./review/pages/TasksPage.vue')}.
import type { Row } from '../shared/router'
import InboxPage from './pages/InboxPage.vue'

export const rows: Row[] = [
  { path: '/staff', page: InboxPage },
  { path: '/staff/counter', load: () => import('./counter/pages/CounterPage.vue') },
  { path: '/staff/counter/queue', load: () => import('./counter/pages/QueuePage.vue') },
  { path: '/staff/counter/cases/:number', load: () => import('./counter/pages/CasePage.vue') },
  { path: '/staff/counter/cases/:number/print/:kind', load: () => import('./counter/pages/PrintPage.vue') },
  { path: '/staff/county', load: () => import('./overview/pages/CountyPage.vue') },
  { path: '/staff/county/cases', load: () => import('./overview/pages/FigureCasesPage.vue') },
  { path: '/staff/county/cases/:number', load: () => import('./overview/pages/SeenCasePage.vue') },
  { path: '/staff/admin', load: () => import('./admin/pages/UnitsPage.vue') },
  { path: '/staff/admin/unit-new', load: () => import('./admin/pages/UnitEditPage.vue') },
  { path: '/staff/admin/units/:unit', load: () => import('./admin/pages/UnitsPage.vue') },
  { path: '/staff/admin/units/:unit/edit', load: () => import('./admin/pages/UnitEditPage.vue') },
  { path: '/staff/admin/accounts', load: () => import('./admin/pages/AccountsPage.vue') },
  { path: '/staff/admin/account-new', load: () => import('./admin/pages/AccountPage.vue') },
  { path: '/staff/admin/accounts/:username', load: () => import('./admin/pages/AccountPage.vue') },
  { path: '/staff/admin/items', load: () => import('./admin/pages/ItemsPage.vue') },
  { path: '/staff/admin/item-new', load: () => import('./admin/pages/ItemPage.vue') },
  { path: '/staff/admin/items/:item', load: () => import('./admin/pages/ItemPage.vue') },
  { path: '/staff/tasks', load: () => import('./review/pages/TasksPage.vue') },
  { path: '/staff/tasks/:task', load: () => import('./review/pages/TaskPage.vue') },
  { path: '/staff/head', load: () => import('./head/pages/RefusalsPage.vue') },
  { path: '/staff/head/refusals/:number', load: () => import('./head/pages/RefusalPage.vue') },
  { path: '/staff/head/ratings', load: () => import('./head/pages/RatingsPage.vue') },
  { path: '/staff/head/ratings/:id', load: () => import('./head/pages/RatingPage.vue') },
  { path: '/staff/head/late', load: () => import('./head/pages/LatePage.vue') },
]
