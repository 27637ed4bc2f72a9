import { execFileSync } from 'node:child_process'

/** The tests that start the command line run the built package, so it is built once before them. */
export default function setup() {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
}
