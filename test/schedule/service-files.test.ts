import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { XMLParser } from 'fast-xml-parser'
import { expect, it } from 'vitest'
import {
  formatCrontabLine,
  formatLaunchdPlist,
  formatSystemdUnit,
  nameService,
} from '../../src/schedule/install/service-files.ts'
import { useFolder } from '../commands/support/cases.ts'
import { hitparade } from '../support/cli.ts'

/** Paths with everything that a format could misread. */
const odd = {
  node: '/opt/node 22/node',
  script: '/opt/100%/$HOME/cli.js',
  config: `/home/ada's "charts" & <more>/hitparade.jsonc`,
  options: ['--data-dir', '/mnt/50% of $HOME'],
}
const plain = {
  node: '/usr/bin/node',
  script: '/opt/hitparade/dist/cli.js',
  config: '/home/ada/charts/hitparade.jsonc',
  options: [],
}

it('the name of a service contains the folder, so that several can run', () => {
  expect(nameService(plain)).toBe('hitparade-charts')
  expect(nameService({ ...plain, config: '/srv/hitparade/hitparade.jsonc' })).toBe('hitparade')
})

it('a systemd unit restarts after a failure, but not after a usage error', () => {
  const unit = formatSystemdUnit(plain)
  expect(unit).toContain(
    'ExecStart=/usr/bin/node /opt/hitparade/dist/cli.js schedule --config /home/ada/charts/hitparade.jsonc\n',
  )
  expect(unit).toContain('WorkingDirectory=/home/ada/charts\n')
  expect(unit).toContain('RestartPreventExitStatus=2\n')
})

it('a systemd unit quotes what systemd would expand', () => {
  const [command] = formatSystemdUnit(odd)
    .split('\n')
    .filter((line) => line.startsWith('ExecStart='))
  expect(command).toBe(
    `ExecStart="/opt/node 22/node" /opt/100%%/$$HOME/cli.js schedule --config "/home/ada's \\"charts\\" & <more>/hitparade.jsonc" --data-dir "/mnt/50%% of $$HOME"`,
  )
})

it.runIf(existsSync('/usr/bin/systemd-analyze'))('systemd accepts the unit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hitparade unit '))
  const unit = join(folder, 'hitparade-charts.service')
  const service = {
    node: process.execPath,
    script: fileURLToPath(import.meta.url),
    config: join(folder, 'hitparade.jsonc'),
    options: ['--chart', 'top-100'],
  }
  writeFileSync(unit, formatSystemdUnit(service))
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--user', unit], {
    encoding: 'utf8',
    env: { ...process.env, XDG_RUNTIME_DIR: folder },
  })
  rmSync(folder, { recursive: true })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

it('a launchd plist has the arguments as they are', () => {
  const plist = new XMLParser({ isArray: (name) => name === 'string' || name === 'key' }).parse(
    formatLaunchdPlist(odd, '/tmp/log'),
  )
  expect(plist.plist.dict.array.string).toEqual([
    odd.node,
    odd.script,
    'schedule',
    '--config',
    odd.config,
    ...odd.options,
  ])
})

it('a crontab line is read by a shell as the same arguments', () => {
  const line = formatCrontabLine({ ...odd, node: process.execPath, script: '-p', config: odd.config })
  expect(line).toMatch(/^\*\/10 \* \* \* \* /)
  // Cron removes the backslash of an escaped percent sign.
  const command = formatCrontabLine(odd).slice('*/10 * * * * '.length).replaceAll('\\%', '%')
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
  const words = [odd.node, odd.script, 'schedule', '--once', '--config', odd.config, ...odd.options, '']
  expect(stdout.split('\n')).toEqual(words)
})

const folder = useFolder(async ({ write }) => write('hitparade.jsonc', {}))

it('--install writes the unit once, and never over another one', async () => {
  const environment = { XDG_CONFIG_HOME: folder.path('config') }
  const install = () => hitparade(['schedule', '--install', 'systemd'], folder.path(), environment)
  const first = await install()
  expect(first).toMatchObject({ code: 0, stderr: expect.stringMatching(/systemctl --user daemon-reload/) })
  const [, path = ''] = /^wrote (.*)$/m.exec(first.stderr) ?? []
  expect(path.startsWith(folder.path('config/systemd/user/hitparade-'))).toBe(true)
  expect(await install()).toMatchObject({ code: 0 })
  writeFileSync(path, '# mine')
  expect(await install()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('already exists with other'),
  })
})

it.each([
  {
    does: 'options',
    options: ['--data-dir', 'here', '--source', 'deezer', '--chart', 'top'],
    environment: {},
  },
  {
    does: 'an option and the environment',
    options: ['--source', 'deezer', '--chart', 'top'],
    environment: { HITPARADE_DATA_DIR: 'here' },
  },
])('--install keeps the data directory and the charts of $does', async ({ options, environment }) => {
  const install = ['schedule', '--install', 'crontab', '--warehouse', 'duckdb', ...options]
  const { code, stdout } = await hitparade(install, folder.path(), environment)
  const kept = `--data-dir ${folder.path('here')} --warehouse duckdb --source deezer --chart top`
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(kept) })
})

it('--install needs a configuration, and --from the simulator', async () => {
  const elsewhere = await hitparade(['schedule', '--install', 'crontab'], tmpdir())
  expect(elsewhere).toMatchObject({ code: 2, stderr: expect.stringContaining('`hitparade init`') })
  const jump = ['--from', '2026-01-01', '--until', '2026-01-02', '--source', 'deezer']
  expect(await hitparade(['schedule', ...jump], folder.path())).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('deezer knows only the time of now'),
  })
})
