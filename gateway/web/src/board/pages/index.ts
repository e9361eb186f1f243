// The pages behind the first one, loaded together.
export { default as GuidePage } from './GuidePage.vue'
export { default as ItemsPage } from './ItemsPage.vue'
export { default as PlacesPage } from './PlacesPage.vue'
export { default as ResultsPage } from './ResultsPage.vue'
export { default as UnitPage } from './UnitPage.vue'
