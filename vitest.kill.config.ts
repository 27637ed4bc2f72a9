import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/kill/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    hookTimeout: 60_000,
  },
})
