// The public board's pages. The first one comes with the entry, the others together as soon as one of them is opened.
import type { Row } from '../shared/router'
import TownshipsPage from './pages/TownshipsPage.vue'

type Name = keyof typeof import('./pages')
const later = (name: Name) => async () => (await import('./pages'))[name]

export const rows: Row[] = [
  { path: '/board', page: TownshipsPage },
  { path: '/board/:unit', load: later('UnitPage') },
  { path: '/board/:unit/items', load: later('ItemsPage') },
  { path: '/board/:unit/items/:item', load: later('GuidePage') },
  { path: '/board/:unit/results', load: later('ResultsPage') },
  { path: '/board/:unit/places', load: later('PlacesPage') },
]
