import { expect, test } from 'vitest'
import { toOpenError } from '../../src/warehouse/duckdb/duckdb-errors.ts'
import { toLoadError } from '../../src/warehouse/duckdb/load-errors.ts'

const words = ' See also https://duckdb.org/docs/stable/connect/concurrency'
const failed = (reason: string) =>
  toOpenError(
    '/net/charts/lock.duckdb',
    new Error(`IO Error: Could not set lock on file "/net/charts/lock.duckdb": ${reason}.${words}`),
  )

// What DuckDB 1.5 says where the system refuses a lock with ENOLCK, and with EOPNOTSUPP.
test.each([
  'No locks available',
  'File locks are not supported for this file system, cannot open the file in read-write mode',
])('a data directory on a file system without locks is refused at once: %s', (reason) => {
  const error = failed(reason)
  expect(error).toMatchObject({ code: 'System', details: { errno: 'ENOLCK' } })
  expect(toLoadError(error, '/net/charts')).toMatchObject({
    message: expect.stringMatching(
      /has no locks, as some network folders; .* all curated files are stored; choose a data directory on a disk of this machine/,
    ),
  })
})

test('a lock that another process holds is waited for', () => {
  const error = failed('Conflicting lock is held in /usr/bin/node (PID 4711)')
  expect(error).toMatchObject({ code: 'Unavailable', details: { holder_pid: 4711 } })
})
