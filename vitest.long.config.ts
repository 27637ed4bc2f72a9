import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

// Whole deployments, every insight over whole histories, and exports larger than memory.
export default defineConfig({
  test: { ...base.test, include: ['test/**/*.long.test.ts'], exclude: [], testTimeout: 120_000 },
})
