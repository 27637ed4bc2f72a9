import type { App } from '../app.ts'
import type { PairEvidence } from '../decisions/pair-evidence.ts'
import { HitparadeError } from '../domain/errors.ts'
import { LISTENS } from '../extract/import/listens/listen-settings.ts'
import { type Format, pluralize, print, printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import { printReport } from './print-report.ts'
import { type EmptyCommand, examples, formatOption, type GlobalOptions } from './shared-options.ts'

interface PairOptions {
  source?: string | undefined
  plan?: true | undefined
  withdraw?: true | undefined
  format?: Format | undefined
}

/** The two commands that decide about a pair of songs. */
export function definePairCommand(empty: EmptyCommand, name: 'join' | 'split', example: string) {
  empty
    .argument('<song>', 'song id')
    .argument(
      '<other>',
      name === 'join' ? 'song id' : 'song id: this song loses all its joins that no person decided',
    )
    .option('--source <source>', 'source of the songs, if several have both ids')
    .option('--plan', 'show the evidence, and decide nothing')
    .option('--withdraw', 'withdraw what was decided about the two songs, so that the rules decide again')
    .addOption(formatOption())
    .addHelpText('after', examples(`${name} ${example} --plan`, `${name} ${example}`))
    .action((song, other, options, command) =>
      decidePair(name, [song, other], options, command.optsWithGlobals()),
    )
}

/** Shows the evidence about two songs, writes the decision and loads it. */
async function decidePair(
  name: 'join' | 'split',
  ids: [string, string],
  { source, plan, withdraw, format }: PairOptions,
  globals: GlobalOptions,
): Promise<void> {
  if (withdraw === true && plan !== true) return withdrawDecision(ids, { source, format }, globals)
  const { withLoadingWarehouse } = await import('./with-app.ts')
  const { readPairEvidence } = await import('../decisions/pair-evidence.ts')
  const { checkPairDecision, recordPairDecision } = await import('../decisions/pair-decisions.ts')
  await withLoadingWarehouse(globals, async (app) => {
    const evidence = await readPairEvidence(app.warehouse, ids, source)
    await printEvidence(evidence, format)
    const kind = withdraw === true ? 'withdrawn' : name === 'join' ? 'joined' : 'parted'
    const decision = { kind, source: evidence.source, songs: ids } as const
    if (plan === true) return checkPairDecision(app, decision)
    await recordPairDecision(app, decision)
    printNote(`${name === 'join' ? 'joined' : 'split'}: ${evidence.source} ${ids.join(' and ')}`)
    if (kind === 'joined' && evidence.source === LISTENS)
      printNote('plays are not added up: on an issue that has both songs, the better entry counts')
    await loadDecision(app)
  })
}

/** Withdraws a decision and loads that, with the evidence if the warehouse has any: the decision may keep it from being built, and its songs may be purged. */
async function withdrawDecision(
  songs: [string, string],
  { source, format }: PairOptions,
  globals: GlobalOptions,
): Promise<void> {
  const { prepareLoading, withApp } = await import('./with-app.ts')
  const { readPairEvidence } = await import('../decisions/pair-evidence.ts')
  const { findDecidedSource, recordPairDecision } = await import('../decisions/pair-decisions.ts')
  await withApp(globals, async (app) => {
    const decided = source ?? (await findDecidedSource(app.curated, songs))
    await recordPairDecision(app, { kind: 'withdrawn', source: decided, songs })
    try {
      await printEvidence(await readPairEvidence(app.warehouse, songs, decided), format)
    } catch (error) {
      if (!(error instanceof HitparadeError)) throw error
    }
    printNote(`withdrawn: ${decided} ${songs.join(' and ')}`)
    await prepareLoading(app)
    await loadDecision(app)
  })
}

async function loadDecision(app: App): Promise<void> {
  const { transformAndLoad } = await import('../pipeline.ts')
  printReport(app, await withProgress(({ watch }) => transformAndLoad(app, watch)))
}

async function printEvidence(evidence: PairEvidence, format: Format | undefined): Promise<void> {
  const { songs, is_joined, common_issues } = evidence
  const columns = ['song_id', 'song', 'artists', 'isrc', 'duration_ms', 'first_date', 'last_date', 'issues']
  const all = [...columns, 'peak_position', 'recording_id', 'rule', 'evidence']
  await print({ columns: all, rows: songs }, { format, json: evidence, keys: ['song_id', 'song', 'artists'] })
  printNote(is_joined ? 'they are one recording now' : 'they are two recordings now')
  if (common_issues > 0) printNote(`both are on ${pluralize(common_issues, 'issue')} at once`)
}
