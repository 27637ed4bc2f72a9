import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.peer.test.ts'],
    globalSetup: ['test/support/build.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    // As many as cores: the default leaves one idle.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
