import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, openApp } from '../app.ts'
import { HitparadeError, UsageError } from '../domain/errors.ts'
import type { ImportOptions } from '../extract/import/import-report.ts'
import { type Format, pluralize, printNote } from '../terminal/print.ts'
import { failIfRefused, importAndReport } from './import-and-report.ts'
import { addReadingOptions, requireLocalPaths, toImportOptions } from './reading-options.ts'
import { type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'
import { loadCommandConfig } from './with-app.ts'

export function defineCommand(empty: EmptyCommand) {
  addReadingOptions(empty)
    .addHelpText(
      'after',
      examples(
        'check regional-global-daily-2020-10-20.csv',
        'check top-songs.csv --columns position=Place,song=Titel',
        'check charts --format json',
      ),
    )
    .action((paths, options, command) =>
      checkPaths(paths, toImportOptions(options), command.optsWithGlobals()),
    )
}

interface Options extends Omit<ImportOptions, 'fetched_at'> {
  format?: Format | undefined
}

/** Throws if a file would be refused or an issue withheld. */
async function checkPaths(
  paths: string[],
  { format, ...options }: Options,
  globals: GlobalOptions,
): Promise<void> {
  if (paths.length === 0) throw new UsageError('expected files or folders')
  requireLocalPaths('check', paths)
  await inEmptyApp(globals, async (app) => {
    const summary = await importAndReport(app, {
      paths,
      options,
      format,
      words: { imported: 'readable', already: 'the same as another' },
    })
    printNote('nothing was stored; `hitparade import` stores the files')
    const withheld = await countWithheld(app)
    failIfRefused(summary)
    if (withheld > 0) throw new HitparadeError('Failed', `${pluralize(withheld, 'issue')} withheld`)
  })
}

/** Imports into a folder of its own: the files are compared with each other only, so anyone gets the same report. */
async function inEmptyApp(globals: GlobalOptions, work: (app: App) => Promise<void>): Promise<void> {
  const config = loadCommandConfig(globals)
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-check-'))
  try {
    const app = await openApp({
      ...config,
      data_dir: folder,
      raw: join(folder, 'raw'),
      curated: join(folder, 'curated'),
      warehouse: 'duckdb',
    })
    try {
      await work(app)
    } finally {
      await app.close()
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function countWithheld({ warehouse }: App): Promise<number> {
  const { rows } = await warehouse.query('select count(*) as withheld from core.withheld_issues')
  return Number(rows[0]?.withheld)
}
