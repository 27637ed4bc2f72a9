import { defineConfig } from 'vitest/config'

/** A suite of its own: `vitest run --project <name>`. */
function project(name: string, include: string[], settings: object = {}) {
  return { extends: true as const, test: { name, include, ...settings } }
}

export default defineConfig({
  test: {
    globalSetup: ['test/support/build.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    // As many as cores: the default leaves one idle.
    maxWorkers: '100%',
    hookTimeout: 120_000,
    projects: [
      project('unit', ['test/**/*.test.ts'], {
        exclude: ['test/kill/**', 'test/**/*.{peer,long,browser,exhaustive}.test.ts'],
        pool: 'threads',
        isolate: false,
        testTimeout: 60_000,
      }),
      // Whole deployments, every insight over whole histories, and exports larger than memory.
      project('long', ['test/**/*.long.test.ts'], { pool: 'threads', isolate: false, testTimeout: 120_000 }),
      // Every combination of what other suites take samples of; not part of CI, but of each release.
      project('exhaustive', ['test/**/*.exhaustive.test.ts'], {
        pool: 'threads',
        isolate: false,
        testTimeout: 120_000,
      }),
      // Needs what `npm run peers` installs.
      project('peers', ['test/**/*.peer.test.ts'], { testTimeout: 60_000 }),
      // Needs what `npm run browser` installs.
      project('browser', ['test/**/*.browser.test.ts'], { testTimeout: 60_000 }),
      // Kills the real process.
      project('kill', ['test/kill/*.test.ts']),
      // Needs what `npm run test:bodosql` installs; not part of CI.
      project('bodosql', ['test/cloud/snowflake/bodosql.try.ts']),
    ],
  },
})
