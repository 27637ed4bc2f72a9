import { join } from 'node:path'
import type { App } from '../../../app.ts'
import { isDamaged, listLoadLeftovers, listTemporaryFiles } from '../../../doctor/inspect-folder.ts'
import type { Finding } from '../../../domain/finding.ts'
import { limitLines, pluralize } from '../../../terminal/print.ts'

/** Findings about the lock of the warehouse and temporary files. */
export async function folderFindings({ config, raw, curated, now }: App): Promise<Finding[]> {
  const folder = config.data_dir
  const lock = join(folder, 'lock.duckdb')
  const leftovers = await listLoadLeftovers(folder, now())
  const temporary = await listTemporaryFiles(folder, { raw, curated }, now())
  return [
    ...((await isDamaged(lock))
      ? [{ finding: `the lock file ${lock} is damaged`, next: 'replace it with `hitparade load`' }]
      : []),
    ...leftovers.map((path) => ({
      finding: `an interrupted load has left ${path}`,
      next: 'remove it with `hitparade load`',
    })),
    ...(temporary.length === 0
      ? []
      : [
          {
            finding: `${pluralize(temporary.length, 'temporary file')} of interrupted commands: ${limitLines(temporary).join(', ')}`,
            next: 'delete them: no command uses them',
          },
        ]),
  ]
}

export function damagedWarehouse(path: string): Finding {
  return {
    finding: `the warehouse ${path} is damaged`,
    next: 'rebuild it from the curated files with `hitparade rebuild`',
  }
}
