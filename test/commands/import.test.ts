import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { addSpotifyChart, type Case, describeCases, useFolder } from './support/cases.ts'

const folder = useFolder(async (created) => {
  await created.write(
    'texts.csv',
    ['rank,song,artist', ...['A', 'B', 'C'].map((song, at) => `${at + 1},${song},Ida Vale & Odo Hill`)].join(
      '\n',
    ),
  )
  await created.write('letter.txt', 'dear reader')
  await created.write('hello.json', { hello: 'world' })
  await mkdir(join(created.path(), 'nothing'))
  await addSpotifyChart(created)
})

const cases: Case[] = [
  {
    does: 'imports a file only once',
    line: 'import days.csv --source spotify --chart mine',
    code: 0,
    out: /"outcome":"already"/,
    err: /1 file: 1 already stored/,
  },
  {
    does: 'suggests names of artists that may be one',
    line: 'import texts.csv --chart texts --identity text --date 2026-01-01',
    code: 0,
    out: /"outcome":"imported"/,
    err: /1 pair of names never occurs apart, e\.g\. "Ida Vale & Odo Hill" in 3 songs: if it is one artist, add it to unsplit_artists/,
  },
  {
    does: 'refuses a file that contains no chart',
    line: 'import letter.txt',
    code: 1,
    out: /"outcome":"refused"/,
    err: /1 of 1 file refused/,
  },
  {
    does: 'refuses a file that does not exist',
    line: 'import nowhere.csv',
    code: 1,
    out: /refused/,
    err: /no such file/,
  },
  {
    does: 'refuses JSON that contains no chart',
    line: 'import hello.json',
    code: 1,
    out: /"outcome":"refused"/,
    err: /got a JSON object without a chart/,
  },
  {
    does: 'fails for a folder without files',
    line: 'import nothing',
    code: 1,
    err: /nothing contains no files/,
  },
  {
    does: 'fails for a bucket as a path',
    line: 'import s3://charts',
    code: 2,
    err: /import reads local files; for a bucket use `hitparade import --reference-bucket s3:\/\/<bucket>`/,
  },
  {
    does: 'fails without a path',
    line: 'import',
    code: 2,
    err: /expected files, folders or --reference-bucket/,
  },
]

describeCases('import', folder, cases)
