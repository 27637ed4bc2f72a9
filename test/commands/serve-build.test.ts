import { once } from 'node:events'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { start } from '../support/cli.ts'
import { holdLock } from '../warehouse/support/hold-lock.ts'
import { addCharts, addSpotifyChart, describeCases, useFolder } from './support/cases.ts'

const folder = useFolder(async (own) => {
  await addCharts(own)
  await addSpotifyChart(own)
  await own.write('mine.txt', 'not a site')
})

describeCases('serve and build', folder, [
  { does: 'fails for an invalid port', line: 'serve --port 99999', code: 2, err: /from 0 to 65535/ },
  {
    does: 'fails for an address of another machine',
    line: 'serve --host 192.0.2.1 --port 0',
    code: 1,
    err: /cannot listen on 192\.0\.2\.1:0: .*; pass as --host an address of this machine/,
  },
  {
    does: 'never replaces a folder that is not a site',
    line: 'build .',
    code: 2,
    err: /is not a site of hitparade/,
  },
  {
    does: 'names no bucket',
    line: 'build s3://',
    code: 2,
    err: /cannot build a site at s3:\/\//,
  },
])

it('does not build a folder that another process builds', async () => {
  const lock = folder.path('twice.lock')
  await mkdir(lock)
  const holder = await holdLock(lock)
  expect(await folder.run('build', 'twice')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      new RegExp(`another process \\(PID ${holder.pid}\\) builds the site in .*twice; wait until it ends`),
    ),
  })
  await holder.end()
  expect(await folder.run('build', 'twice')).toMatchObject({ code: 0 })
  expect((await readdir(folder.path())).filter((name) => name.startsWith('twice'))).toEqual(['twice'])
}, 120_000)

it('serves the charts until a signal ends it, and says what it leaves out and who can read it', async () => {
  const child = start(['serve', '--port', '0', '--host', '0.0.0.0', '--no-open'], folder.path())
  let words = ''
  child.stderr.on('data', (text) => {
    words += text
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const url = line.toString().trim()
  expect(url).toMatch(/^http:\/\/0\.0\.0\.0:\d+\/$/)
  const local = url.replace('0.0.0.0', '127.0.0.1')
  const response = await fetch(`${local}charts/simulator/brazil-top-50/2026-01-03/`)
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('Brazil Top 50')])
  child.kill('SIGINT')
  const [code] = await once(child, 'close')
  expect(code).toBe(0)
  expect(words).toMatch(/^http:.*\/builder\/ builds lists/m)
  expect(words).toMatch(/reachable from other machines/)
  expect(words).toMatch(/spotify is left out: insights are disabled for spotify data/)
})

it('writes a site once, and nothing without new data', async () => {
  const first = await folder.run('build', 'public')
  expect(first).toMatchObject({ code: 0, stdout: '' })
  expect(first.stderr).toMatch(
    /spotify is left out: .*\n(?:.*\n)*public has \d+ pages in \d+ files: \d+ written, 0 removed/,
  )
  expect(await readFile(folder.path('public/index.html'), 'utf8')).toContain('Global Top 100')
  const second = await folder.run('build', 'public')
  expect(second.stderr).toMatch(/: 0 written, 0 removed/)
})
