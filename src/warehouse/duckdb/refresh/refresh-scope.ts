import type { Engine } from '../duckdb-engine.ts'
import { changedBaseline, difference } from './baselines.ts'
import { includeDates, includeEqualIssues, includeIssueBefore, setChangedFrom } from './changed-from.ts'

// What a load recomputes beyond the charts of which rows have landed, so that it comes to the same as a rebuild.
//
// Models are recomputed in the order of `coreModels`, each for the keys in its scope table only. The scopes grow on the
// way, by two rules: a key is stale if a comparison of baseline and recomputed rows finds a difference, or if it is a
// song that may be linked with a stale one. From top to bottom in time:
//
//   charts_in_scope            albums_in_scope, artists_in_scope        songs_in_scope
//   the charts of landed rows
//        │ changed_from: the first date of these rows, and of what arrives in one file with them
//        │ baselines: copies of the snapshots whose songs count, issues and first dates
//   snapshots, catalogue_issues
//        │ snapshots whose songs came to count or no longer do
//        ├─────────────────────────────► albums, artists
//   equal_issues
//        │ changed_from: the first of the equal issues that changed
//   chart_dates, seen_songs, published_joins
//        │ the same snapshots, issues, first dates and pointers that changed, decisions
//        ├────────────────────────────────────────────────────────────► songs, song_keys
//        │                                              linked songs, however far  │
//        │                                                          song_switches … recordings
//        │ ◄──────────── charts of songs whose recording changed ──────────────────┤
//        │ changed_from: the first changed issue of each chart                     │
//   chart_history                                                                  │
//        │ changed_from: the issue before                                          │
//   near_holes, chart_songs, issue_changes, notable_entries, charts                │
//        │                                                         song_artists, text_credits
//        │                           songs with names that now chart alone, or no longer │
//        │                                                  song_credits, charted_credits
//        │ ◄──────────── charts of songs whose credits changed ────────────────────┤
//        │ changed_from: the first issue with such a song                          │
//   artists_at_once, record_holders, reigns            songs of renamed artists ─► │
//                                                                             song_names, charted_names

type Step = (engine: Engine) => Promise<void>

const artistNames = `
  select artists.source, artists.artist_id, artists.artist_name
  from core.known_artists as artists
  inner join core.artists_in_scope as scope
    on artists.source = scope.source and artists.artist_id = scope.artist_id`

const loneArtists = 'select source, artist_id from core.lone_artists'

/**
 * Steps before a model is recomputed, by its name. The keys that a step adds are recomputed in this model and the later
 * ones. So songs of renamed artists, which `song_names` adds last, get no new links, and need none.
 */
export const stepsBefore: Record<string, Step> = {
  known_artists: (engine) => engine.run(`create temp table artists_before as ${artistNames}`),
  song_keys: (engine) => copySongs(engine, 'song_keys'),
  song_switches: addLinkedSongs,
  recordings: (engine) => copySongs(engine, 'recordings'),
  chart_history: (engine) => setChangedFrom(engine, changedBaseline('issues'), changedSongs('recordings')),
  near_holes: includeIssueBefore,
  artists_at_once: includeCredits,
  song_artists: async (engine) => {
    await engine.run('create temp table recredited_songs (source varchar, song_id varchar)')
    await copySongs(engine, 'song_artists')
  },
  text_credits: async (engine) => {
    await copySongs(engine, 'text_credits')
    await engine.run(`create temp table lone_artists_before as ${loneArtists}`)
  },
  song_credits: async (engine) => {
    await addSongs(
      engine,
      `select credits.source, credits.song_id
      from core.text_credits as credits
      inner join ${difference('lone_artists', loneArtists)} as artists
        on credits.source = artists.source and credits.artist_id = artists.artist_id
      where credits.form in ('part', 'alone')`,
    )
    await copySongs(engine, 'song_credits')
  },
  song_names: async (engine) => {
    await addSongs(
      engine,
      `select credits.source, credits.song_id
      from core.song_artists as credits
      inner join ${difference('artists', artistNames)} as artists
        on credits.source = artists.source and credits.artist_id = artists.artist_id`,
    )
  },
}

/** Steps after a model was recomputed, by its name. */
export const stepsAfter: Record<string, Step> = {
  equal_issues: (engine) => includeEqualIssues(engine, changedBaseline('equal_issues')),
  recordings: (engine) => addChartsOfSongs(engine, movedSongs),
  // Records of an artist count all charts that the song is on.
  song_artists: (engine) => addRecredited(engine, 'song_artists'),
  text_credits: (engine) => addRecredited(engine, 'text_credits'),
  song_credits: (engine) => addRecredited(engine, 'song_credits'),
}

/** Songs that belong to another recording now. A new song that is its own recording changes no other row. */
const movedSongs = `
  select recordings.source, recordings.song_id
  from core.recordings as recordings
  inner join core.songs_in_scope as scope
    on recordings.source = scope.source and recordings.song_id = scope.song_id
  left join recordings_before as before
    on recordings.source = before.source and recordings.song_id = before.song_id
  where recordings.recording_id <> coalesce(before.recording_id, recordings.song_id)`

/**
 * Adds the songs that may be linked with those in scope, however far: by the components that they were in, and by the
 * keys, pointers, ISRC and relinks that they have in common. A key that a song has lost counts as well. Links and
 * components of all these songs are recomputed together, so no component is cut.
 */
async function addLinkedSongs(engine: Engine) {
  const linked = `
    select others.source, others.song_id
    from core.songs_in_scope as scope
    inner join core.song_components as own
      on scope.source = own.source and scope.song_id = own.song_id and own.reach = 3
    inner join core.song_components as others
      on own.source = others.source and own.component = others.component and others.reach = 3
    union all
    select others.source, others.song_id
    from core.songs_in_scope as scope
    inner join (select * from core.song_keys union all select * from song_keys_before) as own
      on scope.source = own.source and scope.song_id = own.song_id
    inner join core.song_keys as others
      on own.source = others.source and own.title_key = others.title_key
        and own.variant_key = others.variant_key and own.credit_key = others.credit_key
    union all
    select pointers.source, pointers.other_song_id
    from core.songs_in_scope as scope
    inner join core.published_joins as pointers
      on scope.source = pointers.source and scope.song_id = pointers.song_id
    union all
    select pointers.source, pointers.song_id
    from core.songs_in_scope as scope
    inner join core.published_joins as pointers
      on scope.source = pointers.source and scope.song_id = pointers.other_song_id
    union all
    select others.source, others.song_id
    from core.songs_in_scope as scope
    inner join core.songs as own on scope.source = own.source and scope.song_id = own.song_id
    inner join core.songs as others on own.source = others.source and own.isrc = others.isrc
    union all
    select others.source, others.song_id
    from core.songs_in_scope as scope
    inner join core.songs as own on scope.source = own.source and scope.song_id = own.song_id
    inner join core.songs as others
      on own.source = others.source and own.linked_from_id = others.linked_from_id
    union all
    select others.source, others.song_id
    from core.songs_in_scope as scope
    inner join core.songs as own on scope.source = own.source and scope.song_id = own.song_id
    inner join core.songs as others on own.source = others.source and own.linked_from_id = others.song_id
    union all
    select others.source, others.song_id
    from core.songs_in_scope as scope
    inner join core.songs as others
      on scope.source = others.source and scope.song_id = others.linked_from_id`
  let hasGrown = true
  while (hasGrown) hasGrown = await addSongs(engine, linked)
}

const selectSongs = (model: string) => `
  select model.*
  from core.${model} as model
  inner join core.songs_in_scope as scope on model.source = scope.source and model.song_id = scope.song_id`

/** Copies the rows of the songs in scope, as the baseline of `changedSongs`. */
async function copySongs(engine: Engine, model: string) {
  await engine.run(`create temp table ${model}_before as ${selectSongs(model)}`)
}

/** Songs in scope whose rows of the model differ from the baseline. */
const changedSongs = (model: string) =>
  `select distinct source, song_id from ${difference(model, selectSongs(model))}`

/** Adds songs to the scope. Returns whether one of them was not in it. */
async function addSongs(engine: Engine, songs: string): Promise<boolean> {
  const { rows } = await engine.query(`
    insert into core.songs_in_scope
    select distinct source, song_id from (${songs}) except select source, song_id from core.songs_in_scope`)
  return Number(rows[0]?.count) > 0
}

/** Songs of which other artists are credited than before, or in another way. */
async function addRecredited(engine: Engine, model: string) {
  await engine.run(`insert into recredited_songs ${changedSongs(model)}`)
  await addChartsOfSongs(engine, changedSongs(model))
}

/** A chart that has its first credits as text, or none any more, counts all its songs in another way. */
async function includeCredits(engine: Engine) {
  await includeDates(
    engine,
    `select seen.source, seen.chart, seen.first_date
    from core.seen_songs as seen
    inner join recredited_songs as songs on seen.source = songs.source and seen.song_id = songs.song_id
    union all
    select counted.source, counted.chart, counted.chart_date
    from core.artists_at_once as counted
    left join core.text_charts as texts on counted.source = texts.source and counted.chart = texts.chart
    where (counted.credits_as = 'both') = (texts.chart is not null)`,
  )
}

async function addChartsOfSongs(engine: Engine, songs: string) {
  await engine.run(`
    insert into core.charts_in_scope
    select source, chart, date '9999-12-31'
    from (
      select distinct seen.source, seen.chart
      from core.seen_songs as seen
      inner join (${songs}) as songs on seen.source = songs.source and seen.song_id = songs.song_id
      except select source, chart from core.charts_in_scope
    )`)
}
