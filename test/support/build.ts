import { spawnSync } from 'node:child_process'

/**
 * The tests that start the command line run the built package, so it is built once before them. A type error
 * does not stop it: `npm run check` reports those.
 */
export default function setup() {
  spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { stdio: 'ignore' })
  spawnSync('node', ['scripts/copy-models.mjs'], { stdio: 'inherit' })
}
