import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sha256 } from '../../domain/hash.ts'
import { version } from '../../version.ts'

/** Changes with the code of the pages, so that a newer version of hitparade makes all of them again. */
export function readSiteFingerprint(): string {
  const folder = new URL('../', import.meta.url)
  const names = readdirSync(fileURLToPath(folder), { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => /\.(?:tsx?|js|css|svg)$/.test(name) && !name.endsWith('.d.ts')).sort()
  return sha256(version, ...files.flatMap((name) => [name, readFileSync(new URL(name, folder))])).slice(0, 16)
}
