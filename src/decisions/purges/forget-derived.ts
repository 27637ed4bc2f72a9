import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Deletes what was made from stored charts beside the warehouse: kept pages, names that shells complete, what was compared. */
export async function forgetDerived(data_dir: string): Promise<void> {
  for (const name of ['pages', 'completion.json', 'compared'])
    await rm(join(data_dir, name), { recursive: true, force: true })
}
