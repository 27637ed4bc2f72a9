import type { GlobalOptions } from '../cli.ts'
import { withHome } from './home.ts'
import { type Format, print } from './print.ts'

/** `hitparade sql`. */
export async function sql(
  query: string,
  options: { format?: Format },
  globals: GlobalOptions,
): Promise<void> {
  await withHome(globals, async ({ warehouse }) => print(await warehouse.query(query), options))
}
