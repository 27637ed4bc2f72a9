import type { Reporter, TestModule } from 'vitest/node'

/** Ends the run with a line for each failure, and one that a person and a script can read: `N passed, N failed`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]) {
    let passed = 0
    let skipped = 0
    const failures = unhandled.map((error) => `an error outside of tests: ${firstLine(error)}`)
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      // A file that did not load has no tests, only errors: it counts as one failure.
      if (tests.length === 0 && module.errors().length > 0) {
        failures.push(`${module.relativeModuleId}: ${firstLine(module.errors()[0])}`)
      }
      for (const test of tests) {
        const { state, errors } = test.result()
        if (state === 'passed') passed += 1
        else if (state === 'failed') {
          failures.push(`${module.relativeModuleId} > ${test.fullName}: ${firstLine(errors[0])}`)
        } else skipped += 1
      }
    }
    const tail = skipped > 0 ? `, ${skipped} skipped` : ''
    const lines = [
      ...failures.map((failure) => `failed: ${failure}`),
      `${passed} passed, ${failures.length} failed${tail}`,
    ]
    // Printed last of all, after the default reporter's own summary.
    process.once('exit', () => process.stdout.write(`${lines.join('\n')}\n`))
  }
}

function firstLine(error: unknown): string {
  const message =
    error instanceof Error ? error.message : String((error as { message?: unknown })?.message ?? error)
  return message.split('\n')[0]?.slice(0, 200) ?? ''
}
