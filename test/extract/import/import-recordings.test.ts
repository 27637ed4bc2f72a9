import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../src/domain/hash.ts'
import { importFiles } from '../../../src/extract/import/import-files.ts'
import type { ImportedFile, ImportOptions } from '../../../src/extract/import/import-report.ts'
import { decodeRaw } from '../../../src/sources/raw/decode-raw.ts'
import { openFormat } from '../../../src/sources/registry.ts'
import { memoryStore } from '../../../src/storage/memory-store.ts'

const recordings = process.env.HITPARADE_RECORDINGS ?? ''

/** Folders, each imported by one command. */
const commands: [name: string, folder: string, options: ImportOptions][] = [
  ['spotify', 'spotify', {}],
  ['spotify-odd-with-chart-and-date', 'spotify/odd', { chart: 'odd', date: '2024-01-01' }],
  ['spotify-odd-with-date', 'spotify/odd', { date: '2024-01-01' }],
  ['spotify-weekly-with-chart', 'spotify/top-songs-global', { chart: 'top-songs-global', cadence: 'weekly' }],
  ['spotify-daily-with-chart', 'spotify/top-50-global', { chart: 'top-50-global' }],
  ['deezer', 'deezer', {}],
  ['deezer-with-chart-and-date', 'deezer', { chart: 'top', date: '2024-01-01' }],
  ['history', 'history', {}],
  ['spotify-csv', 'spotify-csv', {}],
  ['oracle', 'oracle/hot-100-1958-1999.csv.gz', { chart: 'hot-100', identity: 'text' }],
  ['apple-music', 'apple-music', {}],
]

describe.runIf(recordings !== '')('recorded files', () => {
  test.each(commands)(
    'of %s end as imported, incomplete or refused with a reason',
    async (name, folder, options) => {
      const { files } = await importFolder(folder, options)
      await expect(`${JSON.stringify(summaryOf(files), null, 2)}\n`).toMatchFileSnapshot(
        `../../golden/import-${name}.json`,
      )
    },
  )

  test('give each item of an answer as a row or a reject, in the place of the raw list', async () => {
    for (const [folder, options] of [
      ['spotify', {}],
      ['spotify/odd', { chart: 'odd', date: '2024-01-01' }],
      ['spotify/top-songs-global', { chart: 'top-songs-global' }],
      ['deezer', {}],
    ] as const) {
      const { files, raw } = await importFolder(folder, options)
      for (const { key } of files) {
        if (key === null) continue
        const snapshot = decodeRaw(await raw.get(`to_process/${key}`))
        const { read } = await openFormat(snapshot.header.reader)
        for (const issue of read(snapshot)) {
          const positions = [...issue.items].map(({ position }) => position)
          expect(positions).toEqual(Array.from({ length: issue.chart_size }, (_, index) => index + 1))
        }
      }
    }
  })

  test('give every row of the weekly chart with its own columns', async () => {
    const { files, raw } = await importFolder('oracle/hot-100-1958-1999.csv.gz', {
      chart: 'hot-100',
      identity: 'text',
    })
    const snapshot = decodeRaw(await raw.get(`to_process/${files[0]?.key}`))
    const digest: number[] = [0, 0, 0, 0]
    const { read } = await openFormat(snapshot.header.reader)
    for (const { items } of read(snapshot)) {
      for (const item of items) {
        if (!('song' in item)) continue
        const { position, source_previous_position, source_peak_position, source_issues_on_chart } = item
        const columns = [position, source_previous_position, source_peak_position, source_issues_on_chart]
        for (const [index, value] of columns.entries()) digest[index] = (digest[index] ?? 0) + (value ?? 0)
      }
    }
    await expect(`${JSON.stringify(digest)}\n`).toMatchFileSnapshot('../../golden/import-oracle-columns.json')
  })
})

async function importFolder(folder: string, options: ImportOptions) {
  const raw = memoryStore()
  const paths = [join(recordings, folder)]
  const { files } = await importFiles({
    paths,
    raw,
    curated: memoryStore(),
    options,
    config: { charts: [], unsplit_artists: [] },
  })
  return { files, raw }
}

/** Counts, our own reasons, and one hash over all that is known of each file. */
function summaryOf(files: ImportedFile[]) {
  const charts = files.flatMap((file) => file.charts)
  const sum = (count: 'issues' | 'incomplete' | 'entries' | 'rejects') =>
    charts.reduce((total, chart) => total + chart[count], 0)
  const known = files.map(({ report: _, ...file }) => ({ ...file, path: relative(recordings, file.path) }))
  return {
    files: files.length,
    outcomes: counted(files.map(({ outcome }) => outcome)),
    reasons: counted(files.flatMap(({ reason }) => (reason === null ? [] : [ownWords(reason)]))),
    sources: counted(files.flatMap(({ source }) => source ?? [])),
    charts: new Set(charts.map(({ chart }) => chart)).size,
    issues: sum('issues'),
    incomplete_issues: sum('incomplete'),
    entries: sum('entries'),
    rejects: sum('rejects'),
    hash: sha256(JSON.stringify(known)),
  }
}

/** Without what the recorded error says. */
function ownWords(reason: string): string {
  return reason.replace(/^(expected .*, got an error): .*$/s, '$1')
}

function counted(values: string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of [...values].sort()) counts[value] = (counts[value] ?? 0) + 1
  return counts
}
