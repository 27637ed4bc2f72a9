import type { Reporter, TestModule } from 'vitest/node'

/** Ends the run with one line that a person and a script can read: `N passed, N failed`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]) {
    let passed = 0
    let failed = unhandled.length
    let skipped = 0
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      // A file that did not load has no tests, only errors: it counts as one failure.
      if (tests.length === 0 && module.errors().length > 0) failed += 1
      for (const test of tests) {
        const { state } = test.result()
        if (state === 'passed') passed += 1
        else if (state === 'failed') failed += 1
        else skipped += 1
      }
    }
    const tail = skipped > 0 ? `, ${skipped} skipped` : ''
    // Printed last of all, after the default reporter's own summary.
    process.once('exit', () => process.stdout.write(`${passed} passed, ${failed} failed${tail}\n`))
  }
}
