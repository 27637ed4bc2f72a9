import { copyInto, copyPattern, parseCopy } from '../copy.ts'
import { column } from '../rowtype.ts'
import { type Statement, table } from '../statement.ts'

const fixed = (name: string) => column(name, 'fixed')

export const copyStatements: Statement[] = [
  {
    pattern: copyPattern,
    async handle(context) {
      const loaded = await copyInto(context, parseCopy(context.sql))
      if (loaded.length === 0) return table(['status'], [['Copy executed with 0 files processed.']])
      return table(
        [
          'file',
          'status',
          ...['rows_parsed', 'rows_loaded', 'error_limit', 'errors_seen'].map(fixed),
          'first_error',
        ],
        loaded.map(({ file, status, rows, error }) => [
          file,
          status,
          String(rows),
          String(error === null ? rows : 0),
          '1',
          error === null ? '0' : '1',
          error,
        ]),
      )
    },
  },
]
