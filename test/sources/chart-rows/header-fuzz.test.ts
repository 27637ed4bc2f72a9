import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isoDate } from '../../../src/domain/time.ts'
import { chartCsvFormat } from '../../../src/sources/chart-csv/recognise-chart-csv.ts'
import { createFileContent } from '../../../src/sources/file-content.ts'
import type { RecognisedFile } from '../../../src/sources/file-format.ts'
import type { ChartIssue, Entry } from '../../../src/sources/source.ts'
import { spotifySnapshot } from '../../support/fixtures/raw.ts'

/** Names of each meaning in words, and the value in row 0, 1, …: no value of one meaning is one of another. */
const meanings: Record<string, { names: string[]; value: (row: number) => string }> = {
  position: {
    names: [
      'position',
      'rank',
      'pos',
      'chart position',
      'current rank',
      'week position',
      'daily rank',
      'this week',
      'current week',
      'current',
    ],
    value: (row) => String(row + 1),
  },
  date: {
    names: ['date', 'week', 'day', 'chart date', 'chart week', 'snapshot date', 'captured date', 'week id'],
    value: () => '2026-01-03',
  },
  previous: {
    names: [
      'previous',
      'last',
      'prev',
      'previous position',
      'prev pos',
      'last rank',
      'last week',
      'previous week position',
      'lw',
      'last pos',
    ],
    value: (row) => String(101 + row),
  },
  peak: { names: ['peak', 'peak position', 'peak rank', 'peak pos'], value: (row) => String(201 + row) },
  count: {
    names: [
      'weeks',
      'weeks on chart',
      'wks on board',
      'days on chart',
      'time on chart',
      'periods on chart',
      'appearances on chart',
      'weeks in',
    ],
    value: (row) => String(301 + row),
  },
  song: {
    names: ['song', 'title', 'track', 'song name', 'track name', 'song title', 'name'],
    value: (row) => `Song ${row}`,
  },
  artist: {
    names: ['artist', 'artists', 'performer', 'artist name', 'performer name'],
    value: (row) => `Artist ${row}`,
  },
  metric: {
    names: ['streams', 'views', 'listens', 'plays', 'playcount', 'scrobbles', 'sales', 'units'],
    value: (row) => String(1_000_001 + row),
  },
  id: {
    names: ['id', 'uri', 'track id', 'song id', 'spotify id', 'track uri', 'track spotify id'],
    value: (row) => `4uLU6hMCjMI75M1A2tKU${10 + row}`,
  },
  artist_ids: {
    names: ['artist id', 'artist ids', 'artist uri', 'artist spotify ids'],
    value: (row) => `7dGJo4pcD2V6oG8kP0tJ${10 + row}`,
  },
  album: { names: ['album', 'album name'], value: (row) => `Album ${row}` },
  isrc: { names: ['isrc'], value: (row) => `DEA4525000${10 + row}` },
  duration: { names: ['duration ms', 'track duration ms'], value: (row) => String(180_001 + row) },
  other: {
    names: [
      'rank change',
      'worst position',
      'consecutive weeks',
      'streak',
      'trend',
      'instance',
      'new',
      'entry rank',
      'peak date',
      'chart debut',
      'notes',
      'url',
      'song id 2',
      'total plays',
    ],
    value: (row) => `other ${row}`,
  },
}

const spellings: ((words: string) => string)[] = [
  (words) => words,
  (words) => words.toUpperCase(),
  (words) => words.replaceAll(' ', '_'),
  (words) => words.replaceAll(' ', '-'),
  (words) => words.replaceAll(' ', ''),
  (words) => words.replace(/ ./g, (each) => each.slice(1).toUpperCase()),
  (words) => words.replace(/(?:^| )./g, (each) => each.toUpperCase()),
  (words) => ` ${words.replaceAll(' ', '  ')} `,
]

const ROWS = 12

const column = fc.constantFrom(...Object.keys(meanings)).chain((meaning) =>
  fc.record({
    meaning: fc.constant(meaning),
    words: fc.constantFrom(...(meanings[meaning]?.names ?? [])),
    spell: fc.constantFrom(...spellings),
  }),
)

interface Column {
  meaning: string
  words: string
}

function importTable(body: Buffer): { found: RecognisedFile; issues: ChartIssue[] } {
  const found = chartCsvFormat.recognise(createFileContent({ name: 'a.csv', body, identity: 'id' }))
  if (found === null || 'got' in found) throw new Error(String(found?.got))
  const chart_date = found.has_dates ? null : '2026-01-03'
  const snapshot = spotifySnapshot([], { reader: 'chart-csv', chart: 'a', chart_date, ...found.header })
  return { found, issues: [...chartCsvFormat.read({ ...snapshot, bodies: [body] })] }
}

test('any header of known words is read right, or refused with its columns: no value is taken for another', () => {
  let [read, refused] = [0, 0]
  fc.assert(
    fc.property(
      fc.uniqueArray(column, {
        selector: ({ meaning, words }) => (meaning === 'other' ? words : meaning),
        minLength: 2,
        maxLength: 14,
      }),
      (columns) => {
        const names = columns.map(({ words, spell }) => spell(words))
        const rows = Array.from({ length: ROWS }, (_, row) =>
          columns.map(({ meaning }) => meanings[meaning]?.value(row)),
        )
        const body = Buffer.from([names, ...rows].map((fields) => fields.join(',')).join('\n'))
        const isSong = ({ meaning, words }: Column) =>
          meaning === 'song' && (words !== 'name' || columns.some((each) => each.meaning === 'artist'))
        let found: RecognisedFile
        let issues: ChartIssue[]
        try {
          ;({ found, issues } = importTable(body))
        } catch (error) {
          refused++
          const { message } = error as Error
          for (const name of names) expect(message).toContain(name.trim())
          const given = new Set(columns.map(({ meaning }) => meaning))
          const namesSong = given.has('id') || columns.some(isSong)
          expect(given.has('position') && namesSong, message).toBe(false)
          return
        }
        read++
        const used = new Map(found.report?.used)
        expect(issues.map((issue) => issue.chart_date)).toEqual(['2026-01-03'])
        const entries = [...(issues[0]?.items ?? [])] as Entry[]
        expect(entries.map((entry) => entry.position)).toEqual(rows.map((_, row) => row + 1))
        const value = (meaning: string, row: number) =>
          columns.some((each) => each.meaning === meaning) ? meanings[meaning]?.value(row) : undefined
        for (const [row, { song, ...entry }] of entries.entries()) {
          const number = (meaning: string) =>
            value(meaning, row) === undefined ? null : Number(value(meaning, row))
          expect(entry).toMatchObject({
            metric: number('metric'),
            source_previous_position: number('previous'),
            source_peak_position: number('peak'),
            source_issues_on_chart: number('count'),
            added_at: null,
          })
          const isNamed = columns.some(
            ({ meaning, words }) =>
              meaning === 'song' && (words !== 'name' || value('artist', row) !== undefined),
          )
          expect(song.song_name).toBe(isNamed ? value('song', row) : null)
          expect(song.artists.map(({ artist_name }) => artist_name)).toEqual(
            [value('artist', row), value('artist_ids', row)].some((each) => each !== undefined)
              ? [value('artist', row) ?? null]
              : [],
          )
          if (value('artist_ids', row) !== undefined)
            expect(song.artists[0]?.artist_id).toBe(value('artist_ids', row))
          expect(song.song_id).toEqual(value('id', row) ?? expect.stringMatching(/^text:/))
          expect(song.isrc).toBe(value('isrc', row) ?? null)
          expect(song.duration_ms).toBe(number('duration'))
          expect(song.album?.album_name ?? null).toBe(value('album', row) ?? null)
        }
        for (const [at, { meaning, words }] of columns.entries()) {
          const isOther =
            meaning === 'other' || (words === 'name' && !columns.some((each) => each.meaning === 'artist'))
          expect(used.has((names[at] as string).trim()), names[at]).toBe(!isOther)
        }
      },
    ),
    { numRuns: 500 },
  )
  expect(Math.min(read, refused)).toBeGreaterThan(100)
})

test('a day of any order is never read as another day', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 14_000, max: 21_000 }), { minLength: 1, maxLength: 6 }),
      fc.constantFrom('dmy', 'mdy', 'ymd'),
      fc.constantFrom('/', '-', '.'),
      (days, order, separator) => {
        const texts = days.map((each) => {
          const [year, month, day] = isoDate(each).split('-').map(Number)
          const parts =
            order === 'ymd' ? [year, month, day] : order === 'mdy' ? [month, day, year] : [day, month, year]
          return parts.join(separator)
        })
        const lines = texts.map((text) => `${text},1,A,B`)
        const body = Buffer.from(`date,rank,song,artist\n${lines.join('\n')}`)
        const snapshot = spotifySnapshot([], { reader: 'chart-csv', chart: 'a', chart_date: null })
        const dates = () =>
          [...chartCsvFormat.read({ ...snapshot, bodies: [body] })].map((issue) => issue.chart_date)
        const expected = [...new Set(days)].sort((a, b) => a - b).map(isoDate)
        const isOpen =
          order !== 'ymd' &&
          texts.every((text) =>
            text
              .split(separator)
              .slice(0, 2)
              .every((part) => Number(part) <= 12),
          )
        const isSame = texts.every((text) => text.split(separator)[0] === text.split(separator)[1])
        if (isOpen && !isSame) expect(dates).toThrow('--dates')
        else expect(dates()).toEqual(expected)
      },
    ),
  )
})
