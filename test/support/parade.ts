import type { IssueFixture, SongFixture } from './warehouse.ts'

const one = { id: 'One', total_tracks: 10 }

/** The songs of an invented chart of five positions. */
export const songs: Record<string, SongFixture> = {
  ash: { title: 'Ash Élan', artists: ['Ida'], album: one },
  birch: { title: 'Birch', artists: ['Ida', 'Odo'], album: one },
  cedar: { title: 'Cedar', artists: ['Odo'] },
  elm: { title: 'Elm', artists: ['Odo'], album: { id: 'Two', total_tracks: 1 } },
  fir: { title: 'Fir', artists: ['Ida'] },
  gorse: { title: 'Gorse', artists: ['Uma'] },
  hazel: { title: 'Hazel', artists: ['Uma', 'Ida', 'Odo'] },
}

/**
 * Its issues: the 3rd is corrected in the evening, the 4th and 5th are unobserved, on the 8th an item cannot be
 * read, on the 9th the source gives its own counts.
 *
 *     January   1      2      3      4  5  6      7      8      9
 *           1   ash    birch  elm    ?  ?  elm    fir    elm    elm
 *           2   birch  ash    birch  ?  ?  ash    elm    –      hazel
 *           3   cedar  elm    ash    ?  ?  fir    ash    fir    fir
 *           4   elm    cedar  gorse  ?  ?  birch  hazel  ash    ash
 *           5   fir    gorse  cedar  ?  ?  hazel  birch  birch  birch
 */
export const issues: IssueFixture[] = [
  { date: '2026-01-01', songs: ['ash', 'birch', 'cedar', 'elm', 'fir'] },
  { date: '2026-01-02', songs: ['birch', 'ash', 'elm', 'cedar', 'gorse'] },
  { date: '2026-01-03', songs: ['ash', 'birch', 'elm', 'gorse', 'cedar'] },
  {
    date: '2026-01-03',
    fetched_at: '2026-01-03T18:00:00.000Z',
    songs: ['elm', 'birch', 'ash', 'gorse', 'cedar'],
  },
  { date: '2026-01-06', songs: ['elm', 'ash', 'fir', 'birch', 'hazel'] },
  { date: '2026-01-07', songs: ['fir', 'elm', 'ash', 'hazel', 'birch'] },
  { date: '2026-01-08', songs: ['elm', null, 'fir', 'ash', 'birch'] },
  {
    date: '2026-01-09',
    songs: ['elm', 'hazel', 'fir', 'ash', 'birch'],
    published: [
      [1, 1, 7],
      [null, 2, 3],
      [3, 1, 5],
      [4, 1, 7],
      [5, 1, 7],
    ],
  },
]
