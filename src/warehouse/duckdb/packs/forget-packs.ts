import { parseCuratedKey, parseRawKey } from '../../../domain/keys.ts'
import { describeKey, isInScope, type PurgeScope } from '../../../domain/purge-rule.ts'
import { dropMonth, listPackedMonths, readPackList } from './pack-folder.ts'

/** Deletes the packs of months that may have rows of these charts or snapshots. */
export async function forgetPacks(folder: string, scopes: readonly PurgeScope[]): Promise<void> {
  for (const month of await listPackedMonths(folder)) {
    const list = await readPackList(month)
    const keys = Object.values(list ?? {}).flatMap(({ files }) => files.map(({ key }) => key))
    if (list === null || keys.some((key) => isCovered(key, scopes))) await dropMonth(month)
  }
}

function isCovered(key: string, scopes: readonly PurgeScope[]): boolean {
  const identity = parseRawKey(parseCuratedKey(key)?.rawKey ?? '')
  return identity === null || scopes.some((scope) => isInScope(scope, describeKey(identity)))
}
