import { buildIfNeeded } from '../../scripts/build.mjs'

/** The tests that start the command line run the built package, so it is built before them if it is out of date. */
export default async function setup() {
  await buildIfNeeded()
}
