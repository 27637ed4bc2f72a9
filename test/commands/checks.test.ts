import { expect, test } from 'vitest'
import { useFolder } from './support/cases.ts'

/** A song at each position; an issue is one list, or two that were written below each other. */
const letters = (text: string) => text.split('').map((letter, index) => `${index + 1},${letter},by ${letter}`)

const csv = (issues: [date: string, ...lists: string[]][]) =>
  [
    'chart_date,position,song,artist',
    ...issues.flatMap(([date, ...lists]) => lists.flatMap(letters).map((row) => `${date},${row}`)),
    '',
  ].join('\n')

const folder = useFolder(async ({ write }) => {
  const two: [string, string, string][] = [
    ['2026-01-01', 'abcdef', 'uvwxyz'],
    ['2026-01-02', 'bacdef', 'vuwxyz'],
  ]
  await write('two.csv', csv([...two, ['2026-01-03', 'abcdef']]))
  await write('half.csv', csv([...two.slice(0, 1), ['2026-01-03', 'abcdef']]))
  const rows = csv([
    ['2026-01-01', 'abcdef', 'uvwxyz'],
    ['2026-01-02', 'abcdef'],
    ['2026-01-03', 'abcdef'],
    ['2026-01-04', 'bacdef'],
  ])
  await write('mixed.csv', rows.replace('2026-01-04,5,e,by e', '2026-01-04,five,e,by e'))
})

const importAs = (name: string, ...more: string[]) =>
  folder.run('import', `${name}.csv`, '--chart', name, '--source', 'import', '--data-dir', name, ...more)

test('a file in which most issues have many ties is refused, with what to do', async () => {
  const { code, stderr, stdout } = await importAs('two')
  expect({ code, outcome: JSON.parse(stdout).outcome }).toEqual({ code: 1, outcome: 'refused' })
  expect(stderr).toContain(
    'refused: two.csv: two charts in one file? 2 of 3 issues, such as two 2026-01-01, have several songs at more than a tenth of the positions; name the chart and date of each row in the columns chart (or region) and date, and leave --chart and --date out; or split the file, and import each part with its own --chart or --date; the columns are ',
  )
})

test('a file in which half of the issues have many ties is imported', async () => {
  expect(await importAs('half')).toMatchObject({ code: 0 })
})

test('an import ends with what its issues fail, and status counts it over all issues', async () => {
  const counts =
    'withheld: too_many_ties 1 issue; warnings: holes 1 issue, many_rejects 1 issue, same_as_before 1 issue; rejected: unreadable 1 item'
  const { code, stderr } = await importAs('mixed')
  expect(code).toBe(0)
  expect(stderr).toContain(`checks of the imported issues: ${counts}\n`)
  const status = await folder.run('status', '--data-dir', 'mixed')
  expect(status.stderr).toContain(`checks of all issues: ${counts}\n`)
  const json = JSON.parse((await folder.run('status', '--data-dir', 'mixed', '--format', 'json')).stdout)
  expect(json.checks).toMatchObject({
    withheld: [{ check_name: 'too_many_ties', issues: 1 }],
    rejects: [{ reason: 'unreadable', items: 1 }],
  })
})

test('a chart with withheld issues only is named with them, and with the command that publishes one', async () => {
  await folder.write(
    'regions.csv',
    csv([
      ['2026-01-01', 'abcdef', 'uvwxyz'],
      ['2026-01-02', 'abcdef'],
      ['2026-01-03', 'abcdef'],
    ])
      .split('\n')
      .map((line, index) =>
        line === '' ? '' : `${line},${index === 0 ? 'region' : index < 13 ? 'se' : 'no'}`,
      )
      .join('\n'),
  )
  await folder.run('import', 'regions.csv', '--source', 'import', '--data-dir', 'regions')
  const { code, stderr } = await folder.run('insights', 'chart', '--chart', 'se', '--data-dir', 'regions')
  expect(code).toBe(1)
  expect(stderr).toBe(
    'error: checks withhold every issue of import/se: 2026-01-01 (too_many_ties); see why with `hitparade status --data-dir regions`, publish one with `hitparade approve import/se 2026-01-01 --data-dir regions`\n',
  )
  expect(await folder.run('approve', 'import/se', '2026-01-01', '--data-dir', 'regions')).toMatchObject({
    code: 0,
  })
  expect(await folder.run('insights', 'chart', '--chart', 'se', '--data-dir', 'regions')).toMatchObject({
    code: 0,
  })
})

test('songs that tie are both imported, and the same song twice at a position is one entry', async () => {
  const rows = csv([['2026-01-01', 'abcdefghijkl']]).trim()
  await folder.write('tied.csv', `${rows}\n2026-01-01,3,z,by z\n2026-01-01,4,d,by d\n`)
  const { code, stdout } = await importAs('tied')
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, entries: 13, rejects: 0 })
  const chart = await folder.run('insights', 'chart', '--limit', '4', '--data-dir', 'tied')
  expect(
    chart.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map(({ position, song }) => [position, song]),
  ).toHaveLength(5)
})

test('the rejects of a day whose issue is withheld are listed in a span', async () => {
  await folder.write(
    'songless.csv',
    'date,rank,song,artist\n2024-01-01,1,Ash,Ida\n2024-01-01,2,,Odo\n2024-01-02,1,Ash,Ida\n2024-01-02,2,Elm,Odo\n',
  )
  await folder.run('import', 'songless.csv', '--data-dir', 'songless')
  const span = ['--from', '2024-01-01', '--to', '2024-01-01', '--data-dir', 'songless']
  const rejects = await folder.run('insights', 'rejects', ...span)
  expect(rejects).toMatchObject({ code: 0, stdout: expect.stringContaining('"reason":"no_song"') })
  const chart = await folder.run('insights', 'chart', '--on', '2024-01-01', '--data-dir', 'songless')
  expect(chart).toMatchObject({ code: 1, stdout: '' })
})

test('an imported snapshot with fewer than half the entries says why it is not used', async () => {
  await folder.write(
    'whole.csv',
    'date,rank,song,artist\n2024-01-02,1,A,I\n2024-01-02,2,B,I\n2024-01-02,3,C,I\n',
  )
  await folder.write('short.csv', 'date,rank,song,artist\n2024-01-02,1,Z,I\n')
  const importInto = (name: string, time: string) =>
    folder.run('import', `${name}.csv`, '--chart', 'c', '--fetched-at', time, '--data-dir', 'short')
  await importInto('whole', '2024-01-05T00:00:00Z')
  const short = await importInto('short', '2024-01-06T00:00:00Z')
  expect(short.stderr).toContain(
    '1 issue not used, because another snapshot of the same date has more than twice as many entries',
  )
  expect(short.stderr).not.toContain('replaced by a newer')
  const older = await importInto('whole', '2024-01-04T00:00:00Z')
  expect(older.stderr).toContain('1 issue replaced by a newer snapshot of the same date')
})
