import { expect, test } from 'vitest'
import { formatFailures } from '../../src/commands/print-report.ts'
import { SourceError } from '../../src/domain/errors.ts'
import type { Attempt } from '../../src/extract/extract-chart.ts'

const fail = (chart: string, chart_date: string, message: string) =>
  ({
    source: 'invented',
    chart,
    chart_date,
    outcome: 'refused',
    error: new SourceError('Refused', message),
  }) as Attempt

test('failures of one chart for one reason are one line with the first date', () => {
  const failed = [
    fail('one', '2026-01-07', 'it is gone'),
    fail('one', '2026-01-05', 'it is gone'),
    fail('one', '2026-01-06', 'it is late'),
    fail('two', '2026-01-05', 'it is gone'),
  ]
  expect(formatFailures(failed)).toEqual([
    'refused: invented/one 2026-01-05 and 1 more date: it is gone',
    'refused: invented/one 2026-01-06: it is late',
    'refused: invented/two 2026-01-05: it is gone',
  ])
})
