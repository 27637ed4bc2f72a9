import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sha256 } from '../../domain/hash.ts'
import { once } from '../../domain/once.ts'
import { version } from '../../version.ts'

/** Changes with the code of the pages and of the questions that they answer, so that all pages are made again. */
export function readSiteFingerprint(): string {
  return hashCode((file) => readFileSync(file))
}

/** The same from the sizes and times of the files: faster, but it may also change with a copy of the same code. */
export const statSiteFingerprint = once(() =>
  hashCode((file) => {
    const { size, mtimeMs } = statSync(file)
    return `${size} ${mtimeMs}`
  }),
)

const folders = ['site', 'models', 'insights']

function hashCode(read: (file: string) => string | Uint8Array): string {
  const parts: (string | Uint8Array)[] = []
  for (const folder of folders) {
    const root = fileURLToPath(new URL(`../../${folder}/`, import.meta.url))
    const names = readdirSync(root, { recursive: true, encoding: 'utf8' })
    const code = names.filter((name) => /\.(?:tsx?|js|css|svg|sql|md)$/.test(name) && !name.endsWith('.d.ts'))
    for (const name of code.sort()) parts.push(name, read(`${root}${name}`))
  }
  return sha256(version, ...parts).slice(0, 16)
}
