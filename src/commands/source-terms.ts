import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../app.ts'
import type { Config } from '../config/config.ts'
import { readErrno } from '../domain/system-failure.ts'
import type { InsightContext } from '../insights/run-insight.ts'
import { sourceNames } from '../sources/registry.ts'
import { printNote } from '../terminal/print.ts'

/** Prints the terms of each source: once for a data directory, or with `each` every time, as for exported data. */
export async function printTerms(
  app: App,
  rows: { source: string | null }[],
  { each = false } = {},
): Promise<void> {
  for (const name of new Set(rows.map(({ source }) => source))) {
    if (name === null || !sourceNames.includes(name)) continue
    const { terms } = await app.source(name)
    if (terms.attribution === null && terms.retention === null) continue
    if (each || (await isFirstTime(app, name))) printNote(`terms of ${name}: ${terms.summary}`)
  }
}

/** What insights need from an app: the clock, and the reason why the terms of a source forbid insights. */
export function insightContext(app: App): InsightContext {
  return {
    now: app.now(),
    async findRestriction(source) {
      // Rows with other source names come from the user's own files.
      if (!sourceNames.includes(source) || isAccepted(app.config, source)) return null
      const { terms } = await app.source(source)
      if (terms.derived_metrics_allowed) return null
      const file = app.config.file ?? 'hitparade.jsonc'
      const setting = `"sources": { "${source}": { "acceptTerms": true } }`
      return {
        problem: `insights are disabled for ${source} data: ${terms.summary.replace(/\.$/, '')}`,
        advice: `if its terms allow your use, put ${setting} into ${file}; \`hitparade sql\` is not affected`,
      }
    },
  }
}

function isAccepted({ sources }: Config, source: string): boolean {
  const config = new Map<string, object>(Object.entries(sources)).get(source)
  return config !== undefined && 'acceptTerms' in config && config.acceptTerms === true
}

async function isFirstTime({ config }: App, source: string): Promise<boolean> {
  const folder = join(config.data_dir, 'terms-shown')
  await mkdir(folder, { recursive: true })
  try {
    await writeFile(join(folder, source), '', { flag: 'wx' })
    return true
  } catch (error) {
    if (readErrno(error) === 'EEXIST') return false
    throw error
  }
}
