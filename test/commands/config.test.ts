import { type Case, describeCases, useFolder } from './support/cases.ts'

const folder = useFolder(async ({ write }) => {
  await write('empty.jsonc', {})
  await write('wrong.jsonc', { charts: [{ chart: 'a b', source: 'spotfy' }] })
})

const cases: Case[] = [
  {
    does: 'fails if the named configuration file does not exist',
    line: 'status --config nowhere.jsonc',
    code: 2,
    err: /expected a configuration file/,
  },
  {
    does: 'fails with the position of each mistake',
    line: 'status --config wrong.jsonc',
    code: 2,
    err: /wrong\.jsonc:1:\d+: charts\[0\]\.chart: expected a slug[\s\S]*charts\[0\]\.source/,
  },
  {
    does: 'fails to run without a configured chart',
    line: 'run --config empty.jsonc',
    code: 2,
    err: /configures no chart/,
  },
]

describeCases('the configuration', folder, cases)
