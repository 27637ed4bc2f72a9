// A day in the life of a new user, in a clone of this repository in a temporary folder: set up, fetch three days, look at
// them, forget a chart; then the same with their own listening. The last line is `N passed, N failed`. Needs a package
// registry for the dependencies.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'hitparade-day-'))
const clone = join(folder, 'hitparade')
const charts = join(folder, 'charts')
const listening = join(folder, 'listening')
/** The three days before today (UTC). */
const lastDays = [3, 2, 1].map((days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10))
let [passed, failed] = [0, 0]

try {
  makeClone()
  check('install', clone, ['npm', 'ci', '--no-audit', '--no-fund', '--silent'])
  mkdirSync(charts)
  const init = [
    'init',
    '--source',
    'simulator',
    '--chart',
    'global-top-100',
    'brazil-top-50',
    '--run-at',
    '00:00',
    '--time-zone',
    'UTC',
  ]
  check('init writes a configuration that doctor passes', charts, hitparade(...init), {
    stderr: /nothing to repair/,
  })
  for (const date of lastDays) {
    check(`run ${date}`, charts, hitparade('run', '--date', date), { stderr: /2 chart dates: 2 stored/ })
  }
  check('a repeated run fetches nothing', charts, hitparade('run', '--date', lastDays[2]), {
    stderr: /2 already stored/,
  })
  check('status counts three issues', charts, hitparade('status', '--format', 'json'), {
    stdout: /"issues": 3/,
  })
  const climbers = hitparade('insights', 'climbers', '--chart', 'brazil-top-50', '--format', 'json')
  check('insights answer', charts, climbers, { stdout: /"movement": [1-9]/ })
  check('export writes a workbook', charts, hitparade('export', '--out', 'charts.xlsx'))
  expect('the workbook is there', existsSync(join(charts, 'charts.xlsx')))
  mkdirSync(join(charts, 'notes'))
  check('a folder below has the same charts', join(charts, 'notes'), hitparade('status'), {
    stdout: /brazil-top-50/,
  })
  expect('it got no data of its own', readdirSync(join(charts, 'notes')).length === 0)
  check('schedule --once finds what is due now', charts, hitparade('schedule', '--once'), {
    stderr: /fetching simulator\/global-top-100/,
  })
  check('status is up to date', charts, hitparade('status', '--fail-if-stale'))
  check('doctor has nothing to repair', charts, hitparade('doctor', '--verify'), {
    stderr: /nothing to repair/,
  })
  check('purge forgets one chart', charts, hitparade('purge', 'brazil-top-50', '--yes'), {
    stderr: /purged simulator\/brazil-top-50/,
  })
  check(
    'only the other chart is left',
    charts,
    hitparade('sql', 'select distinct chart from core.chart_history'),
    {
      stdout: /^\{"chart":"global-top-100"\}\n$/,
    },
  )

  mkdirSync(listening)
  writeFileSync(join(listening, 'scrobbles.csv'), writeScrobbles())
  check('import counts own plays', listening, hitparade('import', 'scrobbles.csv', '--chart', 'mine'), {
    stdout: /"outcome":"imported"/,
  })
  const top = hitparade('insights', 'chart', '--chart', 'mine', '--on', 'latest', '--format', 'json')
  check('insights answer about them', listening, top, { stdout: /"song": "Night Bus"/ })
  check('export writes tables of them', listening, hitparade('export', '--format', 'csv', '--out', 'tables'))
  expect('the tables are there', existsSync(join(listening, 'tables', 'chart_entries.csv')))
  check('purge forgets them', listening, hitparade('purge', 'listens/mine', '--yes'), {
    stderr: /purged listens\/mine/,
  })
  check('nothing is left', listening, hitparade('sql', 'select count(*) as plays from core.chart_history'), {
    stdout: /\{"plays":0\}/,
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

/** An invented export of Last.fm: three songs over three weeks, of which `Night Bus` is played most. */
function writeScrobbles() {
  const songs = ['Night Bus', 'Night Bus', 'Paper Moon', 'Night Bus', 'Low Tide']
  const start = Date.UTC(2026, 0, 5, 8) / 1000
  const lines = Array.from({ length: 60 }, (_, index) => {
    const time = start + index * 30_000
    const shown = new Date(time * 1000)
      .toUTCString()
      .replace(/^\w+, (.*):\d\d GMT$/, '$1')
      .replace(/ (\d\d:)/, ', $1')
    return [time, shown, 'Ada Ohm', '', 'Timetables', '', songs[index % songs.length], '']
      .map((cell) => `"${cell}"`)
      .join()
  })
  return ['uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid', ...lines].join('\n')
}

function hitparade(...args) {
  return [process.execPath, join(clone, 'dist/cli.js'), ...args]
}

/** A clone; where there is no repository that git may read, a copy of the same files. */
function makeClone() {
  const cloned = spawnSync('git', ['clone', '--quiet', '--depth', '1', `file://${root}`, clone])
  if (cloned.status === 0) return
  const left = new Set(['.git', '.peers', 'artifacts', 'dist', 'node_modules'])
  cpSync(root, clone, { recursive: true, filter: (path) => !left.has(relative(root, path)) })
}

/** Runs a command and checks that it succeeds and what it prints. */
function check(title, cwd, [command, ...args], expected = {}) {
  const ended = spawnSync(command, args, { cwd, encoding: 'utf8' })
  const isExpected = Object.entries(expected).every(([stream, pattern]) => pattern.test(ended[stream]))
  const isGood = expect(title, ended.status === 0 && isExpected)
  if (!isGood)
    console.log(`${command} ${args.join(' ')} exited with ${ended.status}\n${ended.stdout}${ended.stderr}`)
}

function expect(title, isTrue) {
  if (isTrue) passed += 1
  else failed += 1
  console.log(`${isTrue ? 'ok' : 'failed'}: ${title}`)
  return isTrue
}
