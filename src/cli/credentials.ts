import { placeWords } from '../aws/names.ts'
import { putCredentials } from '../aws/put-credentials.ts'
import type { GlobalOptions } from './commands/words.ts'
import { configOf } from './home.ts'
import { say } from './print.ts'

/** `hitparade credentials put`: the secret comes from the environment and is never printed. */
export async function put(source: string, globals: GlobalOptions): Promise<void> {
  const { name, place } = await putCredentials(configOf(globals), source)
  say(`put the credentials of ${source} into ${name} in ${placeWords(place)}; the next run reads them`)
}
