// Three entries, plain files out. No inline script or style anywhere: the gateway's Content-Security-Policy forbids both.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const gateway = process.env.BM_GATEWAY ?? 'http://127.0.0.1:8080'
// One entry at a time (`build` runs all three): what they share is then in each as small as it needs it. In one run, whatever of Vue
// a desk uses would weigh on a citizen's phone.
const entry = process.env.BM_ENTRY ?? 'index.html'

// A desk's room is one file, loaded when one of its pages is opened, and what the rooms share is one: many small files are packed worse.
const rooms = [
  { name: 'shared', priority: 2, test: /src\/shared\/|staff\/(components|words)|node_modules\/@?vue|export-helper|preload-helper/ },
  { name: 'counter', test: /staff\/counter\/|node_modules\/uqr/ },
  { name: 'admin', test: /staff\/admin\// },
  { name: 'review', test: /staff\/(review|head)\// },
  { name: 'overview', test: /staff\/overview\/(?!draw)/ },
]

export default defineConfig({
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  build: {
    target: 'es2022',
    manifest: `.vite/${entry}.json`,
    assetsInlineLimit: 0,
    // One stylesheet for all desks: it packs better, and no page lacks the look of a component that another room brings.
    cssCodeSplit: entry !== 'staff/index.html',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000, // ECharts; scripts/pack.mjs holds every entry to its budget
    rolldownOptions: {
      input: [entry],
      checks: { pluginTimings: false },
      output: { codeSplitting: { groups: entry === 'staff/index.html' ? rooms : [] } },
    },
  },
  server: { proxy: { '/v1': gateway, '/openapi.json': gateway } },
})
