import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UnreadableError } from '../../src/domain/errors.ts'
import { sha256 } from '../../src/domain/hash.ts'
import { gunzip } from '../../src/sources/raw/gunzip.ts'
import { canonicalJson } from '../../src/sources/raw/raw-object.ts'
import { openFormat } from '../../src/sources/registry.ts'
import type { ChartIssue, Entry, Reader } from '../../src/sources/source.ts'
import { rawOf } from './support/answers.ts'

const recordings = process.env.HITPARADE_RECORDINGS

describe.runIf(recordings)('reading recorded answers', () => {
  it.each(['spotify', 'deezer'])(
    'makes an entry or a reject of every item, for all files of %s',
    async (reader) => {
      const folder = join(recordings ?? '', reader)
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
        /json/.test(file),
      )
      const { read } = await openFormat(reader)
      const golden = Object.fromEntries(
        files.sort().map((file) => [file, summaryOf({ reader, read }, join(folder, file))]),
      )
      await expect(`${JSON.stringify(golden, null, 2)}\n`).toMatchFileSnapshot(
        `golden/recorded-${reader}.json`,
      )
    },
  )
})

/** Counts and hashes, or that the file is refused. */
function summaryOf({ reader, read }: { reader: string; read: Reader }, file: string) {
  const bytes = readFileSync(file)
  const body = (file.endsWith('.gz') ? gunzip(bytes) : bytes).toString('utf8')
  // A map of playlists names its charts itself; most other answers do not.
  const chart = Object.keys(parsed(body)).every((key) => /^\w{22}$/.test(key)) ? null : 'recorded'
  try {
    return [...read(rawOf([body], { reader, chart }))].map(issueSummary)
  } catch (error) {
    if (error instanceof UnreadableError) return 'refused'
    throw error
  }
}

function issueSummary(issue: ChartIssue) {
  const items = [...issue.items]
  expect(items.map(({ position }) => position)).toEqual(items.map((_item, index) => index + 1))
  expect(items).toHaveLength(issue.chart_size)
  const entries = items.filter((item) => 'song' in item)
  const reasons = items.flatMap((item) => ('song' in item ? [] : [item.reason]))
  return {
    chart_size: issue.chart_size,
    complete: issue.complete,
    credits_complete: issue.credits_complete,
    entries: entries.length,
    rejects: Object.fromEntries([...new Set(reasons)].map((reason) => [reason, count(reasons, reason)])),
    known: knownOf(entries),
    hash: sha256(canonicalJson({ ...issue, items })).slice(0, 16),
  }
}

/** How many entries have what a source may lack. */
function knownOf(entries: Entry[]) {
  const having = (has: (entry: Entry) => unknown) =>
    entries.filter((entry) => (has(entry) ?? null) !== null).length
  return {
    song_name: having(({ song }) => song.song_name),
    isrc: having(({ song }) => song.isrc),
    popularity: having(({ song }) => song.popularity),
    linked_from_id: having(({ song }) => song.linked_from_id),
    release_date: having(({ song }) => song.album?.release_date),
    added_at: having(({ added_at }) => added_at),
    credits: entries.reduce((sum, { song }) => sum + song.artists.length, 0),
  }
}

function count<T>(all: T[], one: T): number {
  return all.filter((each) => each === one).length
}

function parsed(body: string): object {
  try {
    return Object(JSON.parse(body))
  } catch {
    return [body]
  }
}
