const text = { type: 'string' }
const number = { type: 'number' }
const textOrNull = { type: ['string', 'null'] }
const numberOrNull = { type: ['number', 'null'] }
const date = { type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\d$` }
const instant = { type: 'string', format: 'date-time' }

/** An object that always has these fields; it may have others. */
function record(properties: Record<string, object>) {
  return { type: 'object', properties, required: Object.keys(properties) }
}

function list(items: object) {
  return { type: 'array', items }
}

const rows = list({ type: 'object' })
const named = { recording_id: text, song: textOrNull, artists: textOrNull }

const entry = record({
  ...named,
  song_id: text,
  position: number,
  previous_position: numberOrNull,
  movement: numberOrNull,
  status: textOrNull,
  peak_position: number,
  peak_date: date,
  issues_at_peak: number,
  issues_on_chart: number,
  streak: number,
  debut_date: date,
  points: numberOrNull,
  metric: numberOrNull,
  metric_name: textOrNull,
  censored: { type: 'boolean' },
  last_30: list(numberOrNull),
})

const issue = record({
  source: text,
  chart: text,
  chart_name: text,
  chart_date: date,
  chart_size: number,
  previous_date: { anyOf: [date, { type: 'null' }] },
  next_date: { anyOf: [date, { type: 'null' }] },
  fetched_at: instant,
  entries: list(entry),
  dropouts: list(record({ ...named, exit_position: number })),
})

const song = record({ source: text, recording_id: text, song: text, artists: textOrNull })

/** An id that was joined into another recording. */
const joinedSong = record({ source: text, recording_id: text, song_id: text })

const chart = { source: text, chart: text, chart_name: text }

/** What the page of a year or a decade contains. */
const period = {
  ...chart,
  issues: number,
  entries: number,
  songs: number,
  debuts: number,
  re_entries: number,
  number_ones: number,
  top_songs: rows,
  top_artists: rows,
  top_albums: { anyOf: [rows, { type: 'null' }] },
  new_number_ones: list(record({ ...named, first_date: date })),
}

/** What JSON answers contain, by the kind of page where one has its own. */
export const schemas = {
  page: { type: ['object', 'array'] },
  health: record({
    status: { enum: ['ok', 'failing'] },
    version: text,
    charts: number,
    newest: { anyOf: [instant, { type: 'null' }] },
    problem: textOrNull,
  }),
  latest: record({
    attribution: rows,
    charts: list(
      record({
        ...chart,
        date,
        fetched_at: instant,
        address: textOrNull,
        data: textOrNull,
        top: list(record({ ...named, position: number, previous_position: numberOrNull })),
      }),
    ),
  }),
  'search-entries': list(record({ id: text, name: text, artists: textOrNull, address: text })),
  issue,
  chart: { allOf: [issue, record({ dates: list(date) })] },
  'number-ones': record({
    ...chart,
    songs: rows,
    reigns: list(record({ ...named, first_date: date, last_date: date, issues: number })),
  }),
  records: record({ ...chart, notes: list(text), records: rows }),
  bump: record({
    ...chart,
    dates: list(date),
    songs: list(record({ ...named, positions: list(numberOrNull) })),
  }),
  year: record({ ...period, year: number }),
  decade: record({ ...period, decade: text }),
  song: { anyOf: [song, joinedSong] },
  artist: record({
    source: text,
    artist_id: text,
    artist: text,
    charts: rows,
    years: list(text),
    positions: list(record({ chart_date: date, position: number, songs: number })),
    records: rows,
    albums: rows,
    collaborators: rows,
  }),
  'artist-year': record({ source: text, artist_id: text, artist: text, year: number, charts: rows }),
  album: record({ source: text, album_id: text, album: text, editions: rows, charts: rows }),
  insight: record({ insight: text, title: text, question: text, grain: text, columns: rows, sql: text }),
  builder: record({
    insight: text,
    title: text,
    rule: text,
    parameters: { type: 'object' },
    coverage: record({ observed: number, expected: number }),
    notes: list(text),
    rows,
  }),
  problems: record({ problems: rows }),
  pipeline: record({ charts: rows, coverage: rows, rejects: rows, withheld: rows, runs: rows }),
  terms: record({
    terms: list(record({ section: text, name: text, meaning: text })),
    sources: rows,
    left_out: rows,
  }),
  'open-data': record({ tables: rows, columns: rows }),
}
