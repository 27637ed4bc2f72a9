import { formatAccount } from '../cloud/aws/aws-names.ts'
import { putCredentials } from '../cloud/aws/operations/put-credentials.ts'
import { printNote } from '../terminal/print.ts'
import type { GlobalOptions } from './options.ts'
import { loadCommandConfig } from './with-app.ts'

/** `hitparade credentials put`: the secret comes from the environment and is never printed. */
export async function put(source: string, globals: GlobalOptions): Promise<void> {
  const { name, account } = await putCredentials(loadCommandConfig(globals), source)
  printNote(
    `put the credentials of ${source} into ${name} in ${formatAccount(account)}; the next run reads them`,
  )
}
