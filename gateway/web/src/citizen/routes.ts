// The citizen's pages. The first one comes with the entry, the others together as soon as one of them is opened.
import type { Row } from '../shared/router'
import HomePage from './pages/HomePage.vue'

type Name = keyof typeof import('./pages')
const later = (name: Name) => async () => (await import('./pages'))[name]

export const rows: Row[] = [
  { path: '/', page: HomePage },
  { path: '/items', load: later('ItemsPage') },
  { path: '/offices', load: later('OfficesPage') },
  { path: '/items/:item', load: later('GuidePage') },
  { path: '/apply/:item/:step?', load: later('ApplyPage') },
  { path: '/handed/:number', load: later('HandedPage') },
  { path: '/agent', load: later('AgentPage') },
  { path: '/mandates', load: later('MandatesPage') },
  { path: '/mandates/new', load: later('MandateNewPage') },
  { path: '/visits', load: later('VisitsPage') },
  { path: '/visits/new', load: later('VisitNewPage') },
  { path: '/visits/:visit', load: later('VisitPage') },
  { path: '/cases', load: later('CasesPage') },
  { path: '/cases/:number', load: later('CasePage') },
  { path: '/cases/:number/correct', load: later('CorrectPage') },
  { path: '/progress/:number?', load: later('ProgressPage') },
  { path: '/verify/:document?', load: later('VerifyPage') },
  { path: '/rate/:number?', load: later('RatePage') },
]
