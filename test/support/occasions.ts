import { addDays } from '../../src/domain/calendar.ts'
import type { IssueFixture, SongFixture } from './warehouse.ts'

const hundred = Array.from({ length: 100 }, (_, index) => ({
  chart: 'hundred',
  date: addDays('2026-01-01', index),
  songs: index === 0 ? ['elm'] : ['elm', 'ash'],
}))

const resized = [
  { chart: 'resized', date: '2026-01-01', songs: ['ash', 'birch'] },
  { chart: 'resized', date: '2026-01-02', songs: ['cedar', 'ash', 'elm', 'fir'] },
  { chart: 'resized', date: '2026-01-03', songs: ['gorse', 'elm'] },
]

const album = { id: 'Fanfare', total_tracks: 12 }
/** Four songs of one album. */
export const tracks: Record<string, SongFixture> = {
  one: { artists: ['Uma'], album },
  two: { artists: ['Uma'], album },
  three: { artists: ['Uma', 'Odo'], album },
  four: { artists: ['Uma'], album },
}
const release = [
  { date: '2026-01-02', songs: ['three', 'one', 'two', 'ash'] },
  { date: '2026-01-03', songs: ['three', 'one', 'two', 'four'] },
]
const releases: IssueFixture[] = [
  { chart: 'grown', date: '2026-01-01', songs: ['ash', 'four'] },
  ...release.map((issue) => ({ ...issue, chart: 'grown' })),
  { chart: 'same-size', date: '2026-01-01', songs: ['ash', null, null, null] },
  ...release.map((issue) => ({ ...issue, chart: 'same-size' })),
  ...release.map((issue) => ({ ...issue, chart: 'begins-with-it' })),
  { chart: 'after-a-gap', date: '2025-12-24', songs: ['ash', null, null, null] },
  ...release.map((issue) => ({ ...issue, chart: 'after-a-gap' })),
]

const years: IssueFixture[] = [
  { chart: 'new-year', date: '2025-12-30', songs: ['ash', 'birch', 'elm'] },
  { chart: 'new-year', date: '2025-12-31', songs: ['ash', 'birch', 'elm'] },
  { chart: 'new-year', date: '2026-01-01', songs: ['birch', 'ash', 'elm'] },
  { chart: 'new-year', date: '2026-01-02', songs: ['birch', 'elm', 'ash'] },
  { chart: 'two-stays', date: '2025-12-31', songs: ['ash', 'birch'] },
  { chart: 'two-stays', date: '2026-01-01', songs: ['birch', 'elm'] },
  { chart: 'two-stays', date: '2026-01-02', songs: ['elm', 'ash'] },
]

/** Invented charts, each for one question: what is on them is written beside its answer. */
export const occasions: IssueFixture[] = [...hundred, ...resized, ...releases, ...years]
