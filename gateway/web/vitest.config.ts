import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { setupFiles: ['tests/browser.ts'], include: ['tests/**/*.test.ts'] } })
