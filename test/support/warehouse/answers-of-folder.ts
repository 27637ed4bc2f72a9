import { openApp } from '../../../src/app.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { type Answers, getAnswers } from './answers.ts'

/** What every insight answers about every chart of a data folder, and about one song and one artist of each. */
export async function answersOfFolder(data_dir: string): Promise<Answers> {
  const home = await openApp(loadConfig({ flags: { data_dir }, environment: {}, cwd: data_dir }))
  try {
    const { rows } = await home.warehouse.query(`
      select e.source || '/' || e.chart as chart, min(e.song_id) as song, min(c.artist_id) as artist
      from landing.chart_entries as e
      inner join landing.song_artists as c
        on e.source = c.source and e.chart = c.chart and e.snapshot_id = c.snapshot_id and e.song_id = c.song_id
      group by 1
      order by 1 asc nulls last`)
    const sets = rows.map(({ chart, song, artist }) => ({
      chart: String(chart),
      song: String(song),
      artist: String(artist),
    }))
    return await getAnswers(home.warehouse, [{}, ...sets])
  } finally {
    await home.close()
  }
}
