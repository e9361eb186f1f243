// Three entries, plain files out. No inline script or style anywhere: the gateway's Content-Security-Policy forbids both.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const gateway = process.env.BM_GATEWAY ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  build: {
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: ['index.html', 'board/index.html', 'staff/index.html'], checks: { pluginTimings: false } },
  },
  server: { proxy: { '/v1': gateway, '/openapi.json': gateway } },
})
