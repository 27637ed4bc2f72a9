import type { GlobalOptions } from '../cli.ts'
import { UsageError } from '../errors.ts'
import type { DestroyOptions } from './deploy.ts'

export async function destroyAws(_options: DestroyOptions, _globals: GlobalOptions): Promise<void> {
  throw new UsageError('not yet')
}
