import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const child = fileURLToPath(new URL('./site-folder.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'hitparade-killed-site-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const old = { '/': 'home', '/a/': 'page a', '/b/': 'page b' }
const next = { '/': 'home', '/a/': 'page a, changed', '/c/': 'page c' }

const build = (site: string, content: object, call = 0) =>
  spawnSync(process.execPath, [child, site, JSON.stringify(content), String(call)], { encoding: 'utf8' })

function readSite(site: string): Record<string, string> {
  const names = readdirSync(site, { recursive: true, encoding: 'utf8' }).sort()
  const files = names.filter((name) => statSync(join(site, name)).isFile())
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(site, name), 'utf8')]))
}

test('a build that is killed at any call leaves the old site or the new one, and the next build completes it', {
  timeout: 300_000,
}, () => {
  const before = join(folder, 'before')
  const after = join(folder, 'after')
  build(before, old)
  cpSync(before, after, { recursive: true })
  const calls = Number(build(after, next).stdout)
  const whole = [readSite(before), readSite(after)]
  expect(calls).toBeGreaterThan(5)
  expect(whole[0]).not.toEqual(whole[1])
  for (let call = 1; call <= calls; call += 1) {
    const site = join(folder, `killed-${call}`)
    cpSync(before, site, { recursive: true })
    expect([call, build(site, next, call).signal]).toEqual([call, 'SIGKILL'])
    // Where the system cannot exchange two folders, the old site waits beside its place for an instant.
    const place = existsSync(site) ? site : `${site}.old`
    expect(whole).toContainEqual(readSite(place))
    expect([call, build(site, next).status]).toEqual([call, 0])
    expect([call, readSite(site)]).toEqual([call, whole[1]])
    expect(readdirSync(folder).filter((name) => name.startsWith(`killed-${call}.`))).toEqual([])
    rmSync(site, { recursive: true })
  }
})
