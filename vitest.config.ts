import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/kill/**', 'test/**/*.{peer,long}.test.ts'],
    pool: 'threads',
    isolate: false,
    // As many as cores: the default leaves one idle.
    maxWorkers: '100%',
    globalSetup: ['test/support/build.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
