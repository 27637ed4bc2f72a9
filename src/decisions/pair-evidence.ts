import { UsageError } from '../domain/errors.ts'
import { readRows, type TypedRow } from '../warehouse/read-rows.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

const songColumns = {
  source: 'text',
  song_id: 'text',
  song: 'text?',
  artists: 'text?',
  isrc: 'text?',
  duration_ms: 'number?',
  first_date: 'text?',
  last_date: 'text?',
  issues: 'number',
  peak_position: 'number?',
  recording_id: 'text',
  rule: 'text',
  evidence: 'text?',
} as const

/** A song of a pair: its names and numbers, and the recording that it belongs to now, with the rule that joined it. */
export type PairSong = TypedRow<typeof songColumns>

/** What speaks for and against two songs being one recording. */
export interface PairEvidence {
  source: string
  songs: [PairSong, PairSong]
  /** Whether they are one recording now. */
  is_joined: boolean
  /** Issues that have both songs, which one recording seldom has. */
  common_issues: number
}

/** Reads the evidence about two song ids of one source. Throws a `UsageError` for an unknown id, and if several sources have both. */
export async function readPairEvidence(
  warehouse: Warehouse,
  [first, second]: [string, string],
  source?: string,
): Promise<PairEvidence> {
  if (first === second) throw new UsageError('expected two songs, got the same id twice')
  const parameters = { first, second, source: source ?? null }
  const found = readRows(await warehouse.query(songsQuery, parameters), songColumns)
  const listSources = (id: string) => found.filter((song) => song.song_id === id).map((song) => song.source)
  for (const id of [first, second]) {
    if (listSources(id).length > 0) continue
    throw new UsageError(`there is no song ${id}${source === undefined ? '' : ` in ${source}`}`, {
      advice: 'look for its id with `hitparade find "part of a title"`',
    })
  }
  const sources = listSources(first).filter((one) => listSources(second).includes(one))
  const [only] = sources
  if (only === undefined) throw new UsageError(`${first} and ${second} are songs of different sources`)
  if (sources.length > 1) {
    throw new UsageError('several sources have the two songs', {
      advice: `give --source and one of ${sources.join(', ')}`,
    })
  }
  const pick = (id: string) => found.find((song) => song.source === only && song.song_id === id) as PairSong
  const songs: [PairSong, PairSong] = [pick(first), pick(second)]
  const { rows } = await warehouse.query(commonIssuesQuery, { ...parameters, source: only })
  return {
    source: only,
    songs,
    is_joined: songs[0].recording_id === songs[1].recording_id,
    common_issues: Number(rows[0]?.common_issues ?? 0),
  }
}

const songsQuery = `
with entries as (
    select
        entries.source,
        entries.song_id,
        min(entries.chart_date) as first_date,
        max(entries.chart_date) as last_date,
        count(distinct entries.chart || ' ' || cast(entries.chart_date as varchar)) as issues,
        min(entries.position) as peak_position
    from core.chart_history as entries
    where entries.song_id in (:first, :second)
    group by 1, 2
)

select
    songs.source,
    songs.song_id,
    names.song,
    names.artists,
    songs.isrc,
    songs.duration_ms,
    entries.first_date,
    entries.last_date,
    coalesce(entries.issues, 0) as issues,
    entries.peak_position,
    recordings.recording_id,
    recordings.rule,
    recordings.evidence
from core.songs as songs
inner join core.recordings as recordings
    on songs.source = recordings.source and songs.song_id = recordings.song_id
left join core.song_names as names
    on songs.source = names.source and songs.song_id = names.song_id
left join entries
    on songs.source = entries.source and songs.song_id = entries.song_id
where songs.song_id in (:first, :second) and songs.source = coalesce(cast(:source as varchar), songs.source)
order by songs.source asc nulls last`

const commonIssuesQuery = `
-- A chart file may have one song twice on an issue.
select count(distinct entries.chart || ' ' || cast(entries.chart_date as varchar)) as common_issues
from core.chart_history as entries
inner join core.chart_history as others
    on
        entries.source = others.source
        and entries.chart = others.chart
        and entries.chart_date = others.chart_date
where entries.source = :source and entries.song_id = :first and others.song_id = :second`
