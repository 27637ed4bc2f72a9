import type { Engine } from '../duckdb-engine.ts'

// What a load touches beyond the charts of which rows have landed. Each step compares what stood in the file with
// what was recomputed, or follows what songs have in common, so that a load comes to the same as a rebuild.

type Step = (engine: Engine) => Promise<void>

/** Notes what stands of the charts in scope, before anything is recomputed. */
export const rememberBaselines: Step = async (engine) => {
  await engine.run('create temp table landed_scope as select source, chart from core.charts_in_scope')
  for (const [name, standing] of Object.entries(standings))
    await engine.run(`create temp table ${name}_before as ${standing}`)
}

/** What of a model in the charts of which rows have landed. */
const landed = (model: string, columns: string) => `
  select ${columns}
  from core.${model} as m
  inner join landed_scope as x on m.source = x.source and m.chart = x.chart`

const ofSnapshot = 'm.source, m.chart, m.chart_date, m.snapshot_id, m.transform_version'

const standings = {
  snapshots: landed('snapshots', ofSnapshot),
  issues: landed('published_issues', 'm.*'),
  neighbours: landed('published_issues', `${ofSnapshot}, m.previous_date`),
  first_dates: landed('seen_songs', 'm.source, m.chart, m.song_id, m.first_date'),
}

/** What stands now and did not, or did and does not now. */
function difference(name: string, now: string): string {
  const before = `select * from ${name}_before`
  return `((${now} except ${before}) union all (${before} except ${now}))`
}

const changedStanding = (name: keyof typeof standings) => difference(name, standings[name])

const ofChangedSnapshots = (table: string, key: string) => `
  select l.source, l.${key}
  from landing.${table} as l
  inner join ${changedStanding('snapshots')} as s
    on l.source = s.source and l.chart = s.chart and l.chart_date = s.chart_date
      and l.snapshot_id = s.snapshot_id and l.transform_version = s.transform_version`

/**
 * What a load touches of songs, artists and albums: those of which snapshots tell that have become whole, or are it no
 * more. Of songs also those that came to a chart at another time, that stand on an issue which changed or beside it,
 * and on which a person has decided. Songs that are linked with them follow.
 */
export const staleKeys: Record<string, string> = {
  artists_in_scope: ofChangedSnapshots('artists', 'artist_id'),
  albums_in_scope: ofChangedSnapshots('albums', 'album_id'),
  songs_in_scope: `
    ${ofChangedSnapshots('songs', 'song_id')}
    union all
    ${ofChangedSnapshots('song_artists', 'song_id')}
    union all
    select source, song_id from ${changedStanding('first_dates')}
    union all
    select e.source, e.song_id
    from landing.chart_entries as e
    inner join (
      select distinct source, chart, unnest([chart_date, previous_date]) as chart_date
      from ${changedStanding('neighbours')}
    ) as i on e.source = i.source and e.chart = i.chart and e.chart_date = i.chart_date
    union all
    select source, unnest([song_id, other_song_id]) from landing.settings where song_id is not null`,
}

/** Names of the artists in scope. */
const names = `
  select m.source, m.artist_id, m.artist_name
  from core.artists as m
  inner join core.artists_in_scope as x on m.source = x.source and m.artist_id = x.artist_id`

/**
 * Steps before a model is recomputed, by its name. What they widen is recomputed in that model and those after it: songs
 * that are named anew need no links, as links and recordings come before.
 */
export const before: Record<string, Step> = {
  artists: (engine) => engine.run(`create temp table artists_before as ${names}`),
  song_keys: (engine) => remember(engine, 'song_keys'),
  song_switches: widenByLinks,
  recordings: (engine) => remember(engine, 'recordings'),
  chart_history: markChanges,
  song_artists: (engine) => remember(engine, 'song_artists'),
  /** A song is named with its artists, who may have got another name on any chart. */
  song_names: async (engine) => {
    await widenSongs(
      engine,
      `select c.source, c.song_id
      from core.song_artists as c
      inner join ${difference('artists', names)} as a on c.source = a.source and c.artist_id = a.artist_id`,
    )
  },
}

/** Steps after a model was recomputed, by its name. */
export const after: Record<string, Step> = {
  recordings: (engine) => widenCharts(engine, changedRecordings),
  /** Who holds a record as an artist is told of every chart that the song is on. */
  song_artists: (engine) => widenCharts(engine, changed('song_artists')),
}

/** A song that is new and stands for itself changes nothing elsewhere. */
const changedRecordings = `
  select r.source, r.song_id
  from core.recordings as r
  inner join core.songs_in_scope as x on r.source = x.source and r.song_id = x.song_id
  left join recordings_before as b on r.source = b.source and r.song_id = b.song_id
  where r.recording_id <> coalesce(b.recording_id, r.song_id)`

/**
 * Songs that may be linked with those in scope, however far: by what they have in common now, and by the components
 * that they were in. A key that a song has lost counts as well. Links and components of all these are recomputed
 * together, so none of them is cut.
 */
async function widenByLinks(engine: Engine) {
  const linked = `
    select o.source, o.song_id
    from core.songs_in_scope as x
    inner join core.song_components as m on x.source = m.source and x.song_id = m.song_id and m.reach = 3
    inner join core.song_components as o on m.source = o.source and m.component = o.component and o.reach = 3
    union all
    select o.source, o.song_id
    from core.songs_in_scope as x
    inner join (select * from core.song_keys union all select * from song_keys_before) as m
      on x.source = m.source and x.song_id = m.song_id
    inner join core.song_keys as o
      on m.source = o.source and m.title_key = o.title_key and m.variant_key = o.variant_key and m.credit_key = o.credit_key
    union all
    select o.source, o.song_id
    from core.songs_in_scope as x
    inner join core.songs as m on x.source = m.source and x.song_id = m.song_id
    inner join core.songs as o on m.source = o.source and m.isrc = o.isrc
    union all
    select o.source, o.song_id
    from core.songs_in_scope as x
    inner join core.songs as m on x.source = m.source and x.song_id = m.song_id
    inner join core.songs as o on m.source = o.source and m.linked_from_id = o.linked_from_id
    union all
    select o.source, o.song_id
    from core.songs_in_scope as x
    inner join core.songs as m on x.source = m.source and x.song_id = m.song_id
    inner join core.songs as o on m.source = o.source and m.linked_from_id = o.song_id
    union all
    select o.source, o.song_id
    from core.songs_in_scope as x
    inner join core.songs as o on x.source = o.source and x.song_id = o.linked_from_id`
  let isWider = true
  while (isWider) isWider = await widenSongs(engine, linked)
}

/**
 * The first issue of each chart that may read otherwise: one that was published, withdrawn or replaced, or that has
 * the first entry of a song which belongs to another recording now. A row tells of its issue and those before it.
 */
async function markChanges(engine: Engine) {
  await engine.run(`
    create or replace table core.charts_in_scope as
    select x.source, x.chart, coalesce(min(c.chart_date), date '9999-12-31') as changed_from
    from core.charts_in_scope as x
    left join (
      select source, chart, chart_date from ${changedStanding('issues')}
      union all
      select g.source, g.chart, g.first_date
      from core.seen_songs as g
      inner join (${changed('recordings')}) as s on g.source = s.source and g.song_id = s.song_id
    ) as c on x.source = c.source and x.chart = c.chart
    group by 1, 2`)
}

/** Notes what a model holds of the songs in scope. */
async function remember(engine: Engine, model: string) {
  await engine.run(`create temp table ${model}_before as ${ofScope(model)}`)
}

/** Songs in scope of which the model does not hold what it did. */
const changed = (model: string) => `select distinct source, song_id from ${difference(model, ofScope(model))}`

const ofScope = (model: string) => `
  select m.*
  from core.${model} as m
  inner join core.songs_in_scope as x on m.source = x.source and m.song_id = x.song_id`

/** Whether any of the songs was not in scope yet. */
async function widenSongs(engine: Engine, songs: string): Promise<boolean> {
  const { rows } = await engine.query(`
    insert into core.songs_in_scope
    select distinct source, song_id from (${songs}) except select source, song_id from core.songs_in_scope`)
  return Number(rows[0]?.count) > 0
}

async function widenCharts(engine: Engine, songs: string) {
  await engine.run(`
    insert into core.charts_in_scope
    select source, chart, null
    from (
      select distinct g.source, g.chart
      from core.seen_songs as g
      inner join (${songs}) as s on g.source = s.source and g.song_id = s.song_id
      except select source, chart from core.charts_in_scope
    )`)
}
