import { runInsight } from '../../src/insights/run-insight.ts'
import { addresses } from '../../src/site/addresses.ts'
import type { ResultRow, Value, Warehouse } from '../../src/warehouse/warehouse.ts'
import { type ReadRow, type ReadTable, readTables, readText, readValue } from './read-page.ts'

export type Request = (address: string) => Promise<Response>

/** A number of a page that differs from the insight. */
export interface Difference {
  address: string
  row: string
  field: string
  page: string
  insight: Value
}

/** How a column of an insight is written: as a value, at least, or at most where counts may be larger. */
type Bound = 'exact' | 'at least' | 'at most' | 'at best'

interface ReadField {
  /** Column of the insight. */
  column: string
  /** Head of the column of the page, or a `data-field`. */
  from: string
  bound?: Bound
}

const now = '2026-12-01T00:00:00Z'

/** Whether one sentence takes the place of the signs of all cells. */
export function areBounded(rows: ResultRow[]): boolean {
  return rows.length > 1 && rows.every(({ censored }) => censored === true)
}

/** The row without signs, if a sentence takes their place. */
function withoutSigns(row: ResultRow, rows: ResultRow[]): ResultRow {
  return areBounded(rows) ? { ...row, censored: false } : row
}

function compareBounds(address: string, table: ReadTable | undefined, rows: ResultRow[]): Difference[] {
  const [page, insight] = [String(table?.isBounded), String(areBounded(rows))]
  return page === insight ? [] : [{ address, row: '', field: 'bounds', page, insight }]
}

function compareRow(address: string, page: ReadRow, insight: ResultRow, fields: ReadField[]): Difference[] {
  return fields.flatMap(({ column, from, bound = 'exact' }) => {
    const text = page.fields.get(from) ?? page.cells.get(from)
    const value = insight[column] ?? null
    const isBound = bound !== 'exact' && insight.censored === true && (bound === 'at least' || value !== 1)
    const read = text === undefined ? { value: 'no such column', isBound: false } : readValue(text)
    const isEqual =
      typeof value === 'number' && typeof read.value === 'number'
        ? Math.abs(value - read.value) < 0.0051
        : value === read.value
    return isEqual && (value === null || read.isBound === isBound)
      ? []
      : [
          {
            address,
            row: String(insight.song ?? insight.recording_id ?? ''),
            field: column,
            page: text ?? '',
            insight: value,
          },
        ]
  })
}

const chartFields: ReadField[] = [
  { column: 'position', from: '#' },
  { column: 'previous_position', from: 'Prev.' },
  { column: 'peak_position', from: 'peak_position', bound: 'at best' },
  { column: 'issues_at_peak', from: 'issues_at_peak', bound: 'at least' },
  { column: 'issues_on_chart', from: 'Issues', bound: 'at least' },
  { column: 'streak', from: 'Streak', bound: 'at least' },
]

const metricFields: ReadField[] = [
  { column: 'metric', from: 'Streams' },
  { column: 'metric_change', from: 'Change' },
  { column: 'metric_share', from: 'Share' },
]

const publishedFields: ReadField[] = [
  { column: 'source_previous_position', from: 'Prev. (source)' },
  { column: 'source_peak_position', from: 'Peak (source)' },
  { column: 'source_issues_on_chart', from: 'Issues (source)' },
]

/** Compares the page of an issue with the insight `chart`. */
export async function compareIssue(
  request: Request,
  warehouse: Warehouse,
  { source, chart, date }: { source: string; chart: string; date: string },
): Promise<Difference[]> {
  const address = addresses.issue(source, chart, date) ?? '/'
  const html = await (await request(address)).text()
  const { rows } = await runInsight(warehouse, 'chart', { chart: `${source}/${chart}`, on: date }, { now })
  const holes = await listHoles(warehouse, { source, chart, date })
  const [table] = readTables(html)
  const page = table?.rows ?? []
  const has = (column: string) => rows.some((row) => row[column] !== null)
  const fields = [
    ...chartFields,
    ...(has('metric') ? metricFields : []),
    ...(['source_previous_position', 'source_peak_position', 'source_issues_on_chart'].some(has)
      ? publishedFields
      : []),
  ]
  return [
    ...compareCount(address, page.length, rows.length),
    ...compareBounds(address, table, rows),
    ...rows.flatMap((row, index) => {
      const read = page[index]
      if (read === undefined) return []
      const run = String(row.last_30).split(',')
      return [
        ...compareRow(address, read, withoutSigns(row, rows), fields),
        ...compareText(address, row, 'movement', read.cells.get('±'), expectMovement(row)),
        ...compareText(address, row, 'song', readLink(read.html), row.song),
        ...compareText(address, row, 'artists', readSpan(read.html, 'artists'), row.artists ?? ''),
        ...compareText(address, row, 'last_30', read.fields.get('last_30'), writeRun(run, holes)),
      ]
    }),
  ]
}

/** Whether each of the last 30 issues up to a date has a hole, the oldest first. */
async function listHoles(
  warehouse: Warehouse,
  issue: { source: string; chart: string; date: string },
): Promise<boolean[]> {
  const { rows } = await warehouse.query(
    `select filled_positions < chart_size as has_hole
    from core.published_issues
    where source = :source and chart = :chart and chart_date <= cast(:date as date)
    order by chart_date desc
    limit 30`,
    issue,
  )
  return rows.map(({ has_hole }) => has_hole === true).reverse()
}

/** `,,3,,5,,6` as people paste it: `3-xx-5-–-6` where the last of these issues but one has a hole. */
function writeRun(positions: string[], holes: boolean[]): string {
  const first = positions.findIndex((text) => text !== '')
  return positions
    .map((text, index) => (text === '' ? (holes[index] ? '–' : 'xx') : text))
    .slice(first)
    .join('-')
}

export function expectMovement({ movement, status }: ResultRow): string {
  if (typeof movement === 'number')
    return movement > 0 ? `▲ ${movement}` : movement < 0 ? `▼ ${-movement}` : '='
  return status === 'FIRST' ? '·' : String(status)
}

function readLink(html: string): string {
  return readText(/<th[^>]*>(?:<a [^>]*>)?(<bdi>.*?<\/bdi>)/s.exec(html)?.[1] ?? '')
}

function readSpan(html: string, name: string): string {
  return readText(new RegExp(`<span class="${name}">(.*?)</span>`, 's').exec(html)?.[1] ?? '')
}

function compareText(
  address: string,
  row: ResultRow,
  field: string,
  page: string | undefined,
  insight: Value | undefined,
): Difference[] {
  return page === insight
    ? []
    : [{ address, row: String(row.song), field, page: page ?? '', insight: insight ?? null }]
}

function compareCount(address: string, page: number, insight: number): Difference[] {
  return page === insight ? [] : [{ address, row: '', field: 'rows', page: String(page), insight }]
}

const songFields: ReadField[] = [
  { column: 'debut_date', from: 'Debut', bound: 'at most' },
  { column: 'debut_position', from: 'Debut at' },
  { column: 'peak_position', from: 'Peak', bound: 'at best' },
  { column: 'peak_date', from: 'Peak date' },
  { column: 'issues_at_peak', from: '× Peak', bound: 'at least' },
  { column: 'issues_on_chart', from: 'Issues', bound: 'at least' },
  { column: 'issues_at_one', from: 'No. 1', bound: 'at least' },
  { column: 'issues_in_top_5', from: 'Top 5', bound: 'at least' },
  { column: 'issues_in_top_10', from: 'Top 10', bound: 'at least' },
  { column: 'issues_in_top_40', from: 'Top 40', bound: 'at least' },
  { column: 'climbs', from: 'Climbs' },
  { column: 'falls', from: 'Falls' },
  { column: 'stays', from: 'Stays' },
  { column: 'longest_stay', from: 'Longest', bound: 'at least' },
  { column: 'points', from: 'Points', bound: 'at least' },
  { column: 'last_date', from: 'Last' },
  { column: 'last_position', from: 'Last at' },
  { column: 'source_peak_position', from: 'Peak (source)' },
  { column: 'source_issues_on_chart', from: 'Issues (source)' },
]

/** Compares the page of a song with `song_summary` and `chart_run` of every chart that had it. */
export async function compareSong(
  request: Request,
  warehouse: Warehouse,
  { source, song, charts }: { source: string; song: string; charts: string[] },
): Promise<Difference[]> {
  const address = addresses.song(source, song) ?? '/'
  const html = await (await request(address)).text()
  const differences: Difference[] = []
  const table = readTables(html).find(({ caption }) => caption.endsWith(': figures by chart'))
  const runs = [...html.matchAll(/<p class="chart-run"><strong>(.*?)<\/strong> <span[^>]*>(.*?)<\/span>/gs)]
  differences.push(...compareCount(address, table?.rows.length ?? 0, charts.length))
  const summaries: ResultRow[] = []
  for (const chart of charts)
    summaries.push(
      ...(await runInsight(warehouse, 'song_summary', { chart: `${source}/${chart}`, song }, { now })).rows,
    )
  differences.push(...compareBounds(address, table, summaries))
  for (const [place, chart] of charts.entries()) {
    const given = { chart: `${source}/${chart}`, song }
    const run = await runInsight(warehouse, 'chart_run', given, { now })
    const index = findRow(table?.rows ?? [], addresses.chart(source, chart))
    const page = table?.rows[index]
    const row = summaries[place] ?? {}
    if (page === undefined) differences.push(...compareCount(`${address} ${chart}`, 0, 1))
    else
      differences.push(...compareRow(`${address} ${chart}`, page, withoutSigns(row, summaries), songFields))
    const text = runs[index]?.[2] ?? ''
    differences.push(
      ...compareText(`${address} ${chart}`, row, 'positions', readText(text), run.rows[0]?.positions),
    )
  }
  return differences
}

/** The place of the row that leads to an address; -1 if there is none. */
function findRow(rows: ReadRow[], address: string | null): number {
  return rows.findIndex(({ html }) => html.includes(`..${address}"`))
}

const totalFields: ReadField[] = [
  { column: 'songs', from: 'Songs', bound: 'at least' },
  { column: 'number_ones', from: 'No. 1', bound: 'at least' },
  { column: 'top_fives', from: 'Top 5', bound: 'at least' },
  { column: 'top_tens', from: 'Top 10', bound: 'at least' },
  { column: 'top_forties', from: 'Top 40', bound: 'at least' },
  { column: 'entries', from: 'Entries', bound: 'at least' },
  { column: 'issues', from: 'Issues', bound: 'at least' },
  { column: 'issues_at_one', from: 'At no. 1', bound: 'at least' },
  { column: 'points', from: 'Points', bound: 'at least' },
  { column: 'most_at_once', from: 'most_at_once' },
  { column: 'most_at_once_date', from: 'most_at_once_date' },
  { column: 'first_date', from: 'First', bound: 'at most' },
  { column: 'last_date', from: 'Last' },
  { column: 'songs_on_chart', from: 'Now' },
]

const artistSongFields: ReadField[] = [
  { column: 'debut_date', from: 'Debut', bound: 'at most' },
  { column: 'debut_position', from: 'Debut at' },
  { column: 'peak_position', from: 'Peak', bound: 'at best' },
  { column: 'peak_date', from: 'Peak date' },
  { column: 'issues_at_peak', from: '× Peak', bound: 'at least' },
  { column: 'issues', from: 'Issues', bound: 'at least' },
  { column: 'issues_at_one', from: 'No. 1', bound: 'at least' },
  { column: 'points', from: 'Points', bound: 'at least' },
  { column: 'runs', from: 'Stays' },
  { column: 'last_date', from: 'last_date' },
]

/** Compares the page of an artist, or of a year of it, with `artist_summary` and `artist_history` of every chart that had a song. */
export async function compareArtist(
  request: Request,
  warehouse: Warehouse,
  { source, artist, charts, year }: { source: string; artist: string; charts: string[]; year?: string },
): Promise<Difference[]> {
  const address =
    (year === undefined ? addresses.artist(source, artist) : addresses.artistYear(source, artist, year)) ??
    '/'
  const span: Record<string, string> =
    year === undefined ? {} : { from: `${year}-01-01`, to: `${year}-12-31` }
  const fields = totalFields.filter(({ from }) => year === undefined || from !== 'Now')
  const tables = readTables(await (await request(address)).text())
  const differences: Difference[] = []
  const totals = tables.find(({ caption }) => caption.endsWith(': totals by chart'))
  differences.push(...compareCount(address, totals?.rows.length ?? 0, charts.length))
  const summaries: ResultRow[] = []
  for (const chart of charts) {
    const given = { chart: `${source}/${chart}`, artist, ...span }
    summaries.push(...(await runInsight(warehouse, 'artist_summary', given, { now })).rows)
  }
  differences.push(...compareBounds(address, totals, summaries))
  for (const [turn, chart] of charts.entries()) {
    const given = { chart: `${source}/${chart}`, artist, ...span }
    const place = `${address} ${chart}`
    const summary = withoutSigns(summaries[turn] ?? {}, summaries)
    const index = findRow(totals?.rows ?? [], addresses.chart(source, chart))
    const total = totals?.rows[index]
    if (total === undefined) differences.push(...compareCount(place, 0, 1))
    else differences.push(...compareRow(place, total, { ...summary, song: 'totals' }, fields))
    const songs = (await runInsight(warehouse, 'artist_history', given, { now })).rows
    // The tables of songs follow in the order of the totals.
    const list = tables.filter(({ caption }) => caption.includes(': songs on '))[index]
    const page = list?.rows ?? []
    differences.push(...compareCount(place, page.length, songs.length), ...compareBounds(place, list, songs))
    for (const song of songs) {
      const read = page[findRow(page, addresses.song(source, String(song.recording_id)))]
      if (read === undefined) differences.push(...compareCount(`${place} ${song.recording_id}`, 0, 1))
      else {
        differences.push(...compareRow(place, read, withoutSigns(song, songs), artistSongFields))
        differences.push(...compareText(place, song, 'song', readLink(read.html), song.song))
        differences.push(
          ...compareText(
            place,
            song,
            'on_chart',
            String(read.html.includes('> now<')),
            String(song.on_chart),
          ),
        )
      }
    }
  }
  return differences
}
