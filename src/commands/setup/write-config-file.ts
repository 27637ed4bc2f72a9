import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { configFileName, findConfigFile } from '../../config/config-file.ts'
import { processEnvironment, variable } from '../../config/environment.ts'
import { formatConfigFile, type Setup } from '../../config/format-config-file.ts'
import { ConfigError } from '../../domain/errors.ts'
import { readErrno } from '../../domain/system-failure.ts'
import type { GlobalOptions } from '../shared-options.ts'

/** Where `init` writes. */
export interface PlannedFile {
  /** Absolute path. */
  file: string
  /** The configuration of a folder above, which applies here until now; null without one. */
  hidden: string | null
}

/** Throws a `ConfigError` if the file exists. */
export function planConfigFile({ config }: GlobalOptions, cwd = process.cwd()): PlannedFile {
  const named = config ?? variable(processEnvironment, 'HITPARADE_CONFIG')
  const file = resolve(cwd, named ?? configFileName)
  if (existsSync(file)) throw existsAlready(file)
  return { file, hidden: named === undefined ? findConfigFile(cwd) : null }
}

/** Writes the file, unless it exists: then a `ConfigError` is thrown. */
export async function writeConfigFile(file: string, setup: Omit<Setup, 'schema'>): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const text = formatConfigFile({ ...setup, schema: schemaAddress(dirname(file)) })
  try {
    await writeFile(file, text, { flag: 'wx' })
  } catch (error) {
    throw readErrno(error) === 'EEXIST' ? existsAlready(file) : error
  }
}

function existsAlready(file: string): ConfigError {
  return new ConfigError(`${file} already exists, and nothing was written`, {
    advice: 'edit it, or write another one with --config <file>',
    details: { file },
  })
}

/** The schema in this package, as a path that editors resolve from the folder of the file. */
function schemaAddress(folder: string): string {
  const schema = fileURLToPath(new URL('../../../hitparade.schema.json', import.meta.url))
  const path = relative(folder, schema).replaceAll('\\', '/')
  return path.startsWith('.') ? path : `./${path}`
}
