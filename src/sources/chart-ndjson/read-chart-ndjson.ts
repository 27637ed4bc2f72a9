import { isOpenName } from '../artist-cells.ts'
import { splitLines } from '../json/split-lines.ts'
import { getChartSettings, getFetchedAt } from '../raw/chart-settings.ts'
import type { RawHeader, RawSnapshot } from '../raw/raw-object.ts'
import type { ChartIssue, Entry, Rejected, Song } from '../source.ts'
import { entryReader, findFirstRank, type LineEntryReader } from './ndjson-entries.ts'
import { groupByIssue, type IndexedLine, type NdjsonIssue } from './ndjson-issues.ts'
import { type ChartLine, readChartLine } from './ndjson-lines.ts'

/**
 * Reads chart NDJSON, one line for a chart and day. Issues come by chart and date. Lines are parsed twice, so that
 * many years are never in memory as objects.
 */
export function* readChartNdjson({ header, bodies }: RawSnapshot): Generator<ChartIssue> {
  const issues = groupByIssue(header, indexLines(bodies))
  const readEntry = entryReader(header.identity)
  for (const issue of issues) yield createLineIssue(header, issue, readEntry)
}

function* indexLines(bodies: Uint8Array[]): Generator<IndexedLine | Rejected> {
  for (const body of bodies) {
    for (const bytes of splitLines(body)) {
      const line = readChartLine(bytes)
      if ('reason' in line) {
        yield line
        continue
      }
      const { entries, ...named } = line
      yield { ...named, bytes, first: findFirstRank(entries) }
    }
  }
}

function createLineIssue(
  header: RawHeader,
  { chart, chart_date, line, rejects }: NdjsonIssue<IndexedLine>,
  readEntry: LineEntryReader,
): ChartIssue {
  const { entries } = readChartLine(line.bytes) as ChartLine
  const items: (Entry | Rejected)[] = entries.map((item) => readEntry(item, line.first))
  return {
    chart,
    chart_date,
    fetched_at: getFetchedAt(header, chart_date, line.committed_at),
    settings: getChartSettings(header, chart, line.chart),
    chart_size: items.reduce((size, { position }) => Math.max(size, position ?? 0), 0),
    complete: header.complete,
    credits_complete: !items.some((item) => 'song' in item && hasOpenName(item.song)),
    source_version: null,
    source_url: null,
    items: [...items, ...rejects],
  }
}

/** Only names without an id may be several artists. */
function hasOpenName({ artists, credit_text }: Song): boolean {
  return artists.some(
    ({ artist_id, artist_name }) =>
      artist_name !== null &&
      artist_id.startsWith('name:') &&
      isOpenName(artist_name, credit_text !== undefined),
  )
}
