import { readdir } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { type Case, describeCases, useFolder } from './support/cases.ts'

const names = ['Ash', 'Elm', 'Fir', 'Oak', 'Yew', 'Box']
const header = 'date,position,title,artist,last_week,peak,weeks'

/** A row of six songs that stay where they are. */
const row = (date: string, at: number, published: (string | number)[]) =>
  [date, at + 1, names[at], 'Ida Vale', ...published].join(',')

/** Two issues; the published columns of the second are given. */
const twoWeeks = (published: (at: number) => (string | number)[]) =>
  [
    header,
    ...names.map((_, at) => row('2026-01-02', at, ['', at + 1, 1])),
    ...names.map((_, at) => row('2026-01-09', at, published(at))),
  ].join('\n')

const folder = useFolder(async ({ write }) => {
  await write(
    'right.csv',
    twoWeeks((at) => [at + 1, at + 1, 2]),
  )
  await write(
    'shifted.csv',
    twoWeeks((at) => [at + 2, at + 1, 2]),
  )
  await write(
    'mostly-shifted.csv',
    twoWeeks((at) => [at === 0 ? 1 : at + 2, at + 1, 2]),
  )
  await write(
    'worse-peak.csv',
    twoWeeks((at) => [at + 1, at === 2 || at === 4 ? at + 3 : at + 1, 2]),
  )
  await write(
    'better-peak.csv',
    twoWeeks((at) => [at + 1, 1, 2]),
  )
  const right = twoWeeks((at) => [at + 1, at + 1, 2])
  await write('doubled.csv', `${right}\n${right.split('\n').at(-1)}\n`)
  await write('unnamed.csv', right.replace('2026-01-09,4,Oak,', '2026-01-09,4,,'))
  await write('hole.csv', right.replace(/^2026-01-09,4,.*\n/m, ''))
  await write(
    'copy.csv',
    twoWeeks((at) => ['', at + 1, 1]),
  )
  await write('places.csv', right.replace('position', 'Platz'))
  await write('letter.txt', 'dear reader')
})

const cases: Case[] = [
  {
    does: 'says how the columns are read, and that nothing is stored',
    line: 'check right.csv',
    code: 0,
    out: /"outcome":"readable".*"issues":2,"entries":12,"rejects":0/,
    err: /^(?!.*(withheld|shifted_previous|contradicted_peak)).*1 file: 1 readable\nnothing was stored; `hitparade import` stores the files\n$/s,
  },
  {
    does: 'gives what was used and what was not as fields',
    line: 'check right.csv --format json',
    code: 0,
    out: /"used":\s*\{[^}]*"last_week":\s*"previous"/,
  },
  {
    does: 'names an issue whose published previous positions are all moved by one',
    line: 'check shifted.csv',
    code: 0,
    out: /readable/,
    err: /warning: import\/shifted 2026-01-09: 6 of 6 published previous positions are 1 more than those of the issue before \(shifted_previous\)/,
  },
  {
    does: 'does not call them moved where only most are',
    line: 'check mostly-shifted.csv',
    code: 0,
    out: /readable/,
    err: /^(?!.*shifted_previous)/s,
  },
  {
    does: 'names an issue with published peaks that a stored position contradicts',
    line: 'check worse-peak.csv',
    code: 0,
    out: /readable/,
    err: /warning: import\/worse-peak 2026-01-09: 2 published peaks are worse than a stored position, first of the song at position 3 \(contradicted_peak\)/,
  },
  {
    does: 'accepts peaks from before the first issue',
    line: 'check better-peak.csv',
    code: 0,
    out: /readable/,
    err: /^(?!.*contradicted_peak)/s,
  },
  {
    does: 'names rows that occur twice',
    line: 'check doubled.csv',
    code: 0,
    out: /"entries":12/,
    err: /1 row occurs twice and counts once/,
  },
  {
    does: 'names positions without an entry',
    line: 'check hole.csv',
    code: 0,
    out: /"entries":11/,
    err: /1 of 6 positions hold no entry \(holes\)/,
  },
  {
    does: 'fails for an issue in which too many rows name no song',
    line: 'check unnamed.csv',
    code: 1,
    out: /"entries":11,"rejects":1/,
    err: /withheld: many_without_song 1 issue.*error: 1 issue withheld/s,
  },
  {
    does: 'fails for an issue that is a copy of the one before',
    line: 'check copy.csv',
    code: 1,
    out: /readable/,
    err: /withheld: stale_copy 1 issue.*error: 1 issue withheld/s,
  },
  {
    does: 'calls a file that is there twice the same as another',
    line: 'check right.csv right.csv',
    code: 0,
    out: /"outcome":"the same as another"/,
    err: /2 files: 1 readable, 1 the same as another/,
  },
  {
    does: 'shows the header of a file that would be refused, and the cure',
    line: 'check places.csv',
    code: 1,
    out: /refused/,
    err: /"date, Platz, title, artist, last_week, peak, weeks".*--columns position=/s,
  },
  {
    does: 'takes the names of columns as import does',
    line: 'check places.csv --columns position=Platz',
    code: 0,
    out: /"issues":2,"entries":12/,
  },
  {
    does: 'checks the others beside a file that would be refused',
    line: 'check letter.txt right.csv',
    code: 1,
    out: /"outcome":"refused".*\n.*"outcome":"readable"/,
    err: /error: 1 of 2 files refused/,
  },
  { does: 'fails without a path', line: 'check', code: 2, err: /expected files or folders/ },
  {
    does: 'fails for a bucket',
    line: 'check s3://charts',
    code: 2,
    err: /check reads local files; for a bucket use `hitparade import --reference-bucket s3:\/\/<bucket>`/,
  },
]

describeCases('check', folder, cases)

it('leaves no data folder behind', async () => {
  expect((await folder.run('check', 'right.csv')).code).toBe(0)
  expect(await readdir(folder.path())).not.toContain('hitparade-data')
})
