import { addSpotifyChart, type Case, describeCases, useFolder } from './support/cases.ts'

const folder = useFolder(async (created) => {
  await created.write('letter.txt', 'dear reader')
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
    does: 'fails without a path',
    line: 'import',
    code: 2,
    err: /expected files, folders or --reference-bucket/,
  },
]

describeCases('import', folder, cases)
