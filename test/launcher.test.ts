import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatInvocation, nameCommands } from '../src/terminal/invocation.ts'

/** A fresh clone with its dependencies. */
const clone = mkdtempSync(join(tmpdir(), 'hitparade-clone-'))
const launcher = join(clone, 'hitparade')
const start = (...args: string[]) => spawnSync(launcher, args, { cwd: clone, encoding: 'utf8' })

beforeAll(() => {
  for (const path of [
    'hitparade',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'docs',
    'scripts',
    'src',
  ])
    cpSync(path, join(clone, path), { recursive: true })
})
afterAll(() => rmSync(clone, { recursive: true, force: true }))

test('the launcher of a clone shows the help without a build and without dependencies', () => {
  const { status, stdout } = start('--help')
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^Usage: hitparade/)])
  expect(existsSync(join(clone, 'dist'))).toBe(false)
})

test('without dependencies, a command fails and names what installs them', () => {
  const { status, stderr } = start('--version')
  expect([status, stderr]).toEqual([1, expect.stringMatching(/error: .*run `npm ci` first/)])
  expect(existsSync(join(clone, 'dist'))).toBe(false)
})

test('an interrupted build leaves nothing, the next command builds, and the one after that does not', async () => {
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'))
  const child = spawn(launcher, ['--version'], { cwd: clone, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise((end) => child.once('exit', end))
  child.stderr.once('data', () => child.kill('SIGINT'))
  expect(await ended).toBe(130)
  expect(existsSync(join(clone, 'dist'))).toBe(false)
  expect(readdirSync(join(clone, '.build'))).toEqual([])

  const first = start('--version')
  expect([first.status, first.stdout, first.stderr]).toEqual([
    0,
    expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    expect.stringContaining('building'),
  ])
  expect(start('--version').stderr).toBe('')
  // Messages name what the reader types.
  expect(start('climbers').stderr).toContain('`./hitparade insights climbers`')

  const later = new Date(Date.now() + 60_000)
  utimesSync(join(clone, 'src/cli.ts'), later, later)
  expect(start('--version').stderr).toContain('building')
})

test('messages name the way in which hitparade was started', () => {
  expect(formatInvocation('/clone', '/clone/hitparade', '/clone/hitparade')).toBe('./hitparade')
  expect(formatInvocation('/clone/sub', '/clone/hitparade', '/clone/hitparade')).toBe('../hitparade')
  expect(formatInvocation('/mine', '/mine/node_modules/.bin/hitparade', null)).toBe('npx hitparade')
  expect(formatInvocation('/mine', '/usr/local/bin/hitparade', null)).toBe('hitparade')
})

test('an advice has the data directory and the configuration of the command', () => {
  const name = (...options: string[]) =>
    nameCommands('try `hitparade run`, or `hitparade load --config b`', ['node', 'hitparade', ...options])
  expect(name('status')).toBe('try `hitparade run`, or `hitparade load --config b`')
  expect(name('--config', 'my charts.jsonc', 'status', '--data-dir=d')).toBe(
    "try `hitparade run --data-dir d --config 'my charts.jsonc'`, or `hitparade load --config b --data-dir d`",
  )
  expect(name('status', '--config')).toBe('try `hitparade run`, or `hitparade load --config b`')
})
