import { readFileSync } from 'node:fs'

interface Manifest {
  version: string
  /** Ranges of the optional packages, by name. */
  peerDependencies: Record<string, string>
}

const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')

export const { version, peerDependencies } = JSON.parse(text) as Manifest
