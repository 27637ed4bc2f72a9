import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'jsonc-parser'
import { describe, expect, it } from 'vitest'
import { collectSetup } from '../../src/commands/setup/collect-setup.ts'
import { askInTerminal } from '../../src/commands/setup/terminal-dialogue.ts'
import { loadConfig } from '../../src/config/config.ts'
import { formatConfigFile } from '../../src/config/format-config-file.ts'
import { hitparade } from '../support/cli.ts'
import { describeCases, useFolder } from './support/cases.ts'

const folder = useFolder(async ({ write, path }) => {
  await write('taken.jsonc', '// mine\n{}')
  await mkdir(path('project/notes'), { recursive: true })
})

describeCases('init', folder, [
  {
    does: 'needs a source without a terminal',
    line: 'init --yes --config new.jsonc',
    code: 2,
    err: /expected a source.*--source apple-music\|deezer\|listenbrainz\|simulator/,
  },
  {
    does: 'suggests the source with a similar name',
    line: 'init --source deeser --config new.jsonc',
    code: 2,
    err: /there is no source deeser; did you mean deezer\?/,
  },
  {
    does: 'suggests the offered chart with a similar name',
    line: 'init --source deezer --chart top-germani --config new.jsonc',
    code: 2,
    err: /deezer offers no chart top-germani; did you mean top-germany\?/,
  },
  {
    does: 'refuses a playlist of another source',
    line: 'init --source spotify --chart mine=https://www.deezer.com/playlist/1 --config new.jsonc',
    code: 2,
    err: /expected an id of 22 letters and digits.*got "https:\/\/www\.deezer\.com\/playlist\/1"/,
  },
  {
    does: 'refuses a time that does not exist',
    line: 'init --source deezer --run-at 25:00 --config new.jsonc',
    code: 2,
    err: /--run-at: expected HH:MM.*got "25:00"/,
  },
  {
    does: 'refuses a time zone that does not exist',
    line: 'init --source deezer --time-zone Berlin --config new.jsonc',
    code: 2,
    err: /--time-zone: expected an IANA time zone/,
  },
  {
    does: 'refuses a chart that is named twice',
    line: 'init --source deezer --chart top-germany top-germany --config new.jsonc',
    code: 2,
    err: /top-germany is named twice/,
  },
  {
    does: 'never overwrites a file',
    line: 'init --source simulator --config taken.jsonc',
    code: 2,
    err: /taken\.jsonc already exists, and nothing was written; edit it/,
  },
  {
    does: 'writes a configuration of the named file that doctor passes',
    line: 'init --source simulator --chart brazil-top-50 --config other/made.jsonc',
    code: 0,
    out: /(?:)/,
    err: /^wrote .*made\.jsonc\n[\s\S]*next: fetch the charts with `hitparade run --config other\/made\.jsonc`/,
  },
])

it('what was there stays as it was after a refusal', async () => {
  expect(await readFile(folder.path('taken.jsonc'), 'utf8')).toBe('// mine\n{}')
})

describe('the configuration of a project', () => {
  it('is written by flags, passes doctor and applies in the folders below', async () => {
    const project = join(folder.path(), 'project')
    const times = ['--run-at', '06:30', '--time-zone', 'Europe/Berlin']
    const charts = ['--chart', 'brazil-top-50', 'global-top-100']
    const made = await hitparade(['init', '--source', 'simulator', ...charts, ...times], project)
    expect(made).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/next: fetch the charts with `hitparade run`/),
    })
    const run = await hitparade(['run'], join(project, 'notes'))
    expect(run).toMatchObject({ code: 0, stderr: expect.stringMatching(/2 chart dates: 2 stored/) })
    const config = loadConfig({ cwd: join(project, 'notes'), environment: {} })
    expect(config).toMatchObject({ file: join(project, 'hitparade.jsonc') })
    expect(config.data_dir).toBe(join(project, 'hitparade-data'))
    expect(config.charts).toMatchObject([
      { chart: 'brazil-top-50', name: 'Brazil Top 50', expected_size: 50, scope: 'market', market: 'br' },
      { chart: 'global-top-100', name: 'Global Top 100', expected_size: 100, scope: 'global' },
    ])
    for (const chart of config.charts)
      expect(chart).toMatchObject({ run_at: ['06:30'], time_zone: 'Europe/Berlin' })
  })

  it('has the address of a schema that accepts it', async () => {
    const file = folder.path('project/hitparade.jsonc')
    const content = parse(await readFile(file, 'utf8'), [], { allowTrailingComma: true })
    const schema = JSON.parse(await readFile(resolve(dirname(file), content.$schema), 'utf8'))
    const validate = new Ajv2020({ strict: false }).compile(schema)
    expect(validate(content)).toBe(true)
    expect(validate({ ...content, chart: [] })).toBe(false)
  })

  it('is mentioned by an init in a folder below', async () => {
    const { code, stderr } = await hitparade(['init', '--source', 'simulator'], folder.path('project/notes'))
    expect(code).toBe(0)
    expect(stderr).toMatch(/^here it will replace .*project\/hitparade\.jsonc$/m)
  })
})

it('a bucket as store keeps the warehouse in a folder', async () => {
  const options = { source: 'deezer', chart: ['top-germany'], store: 's3://charts/mine/', timeZone: 'UTC' }
  const text = formatConfigFile({ schema: './x.json', ...(await collectSetup(options, null)) })
  await writeFile(folder.path('bucket.jsonc'), text)
  const config = loadConfig({ cwd: folder.path(), environment: {}, flags: { config: 'bucket.jsonc' } })
  expect(config).toMatchObject({ raw: 's3://charts/mine/raw', curated: 's3://charts/mine/curated' })
  expect(config.data_dir).toBe(folder.path('hitparade-data'))
  expect(config.charts).toMatchObject([{ chart: 'top-germany', playlist: '1111143121', run_at: ['12:00'] }])
})

describe('the dialogue', () => {
  /** Answers each question with keys, one after the other, as soon as it shows. */
  function typist(keys: [question: RegExp, keys: string[]][]) {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} })
    let shown = ''
    const output = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 })
    output.on('data', (text) => {
      shown += text
      const [next] = keys
      if (next === undefined || !next[0].test(shown)) return
      shown = ''
      keys.shift()
      // The question listens once it is shown.
      setImmediate(() => {
        for (const key of next[1]) input.write(key)
      })
    })
    return askInTerminal({ input, output } as never)
  }
  const [down, enter, space] = ['\x1b[B', '\r', ' ']

  it('asks only for what the options leave open, with charts by name', async () => {
    const asker = typist([
      [/Which charts\?[\s\S]*Top Germany/, [down, space, enter]],
      [/When/, [enter]],
    ])
    const options = { source: 'deezer', store: './here', timeZone: 'Europe/Berlin' }
    expect(await collectSetup(options, asker)).toEqual({
      store: './here',
      run_at: '12:00',
      time_zone: 'Europe/Berlin',
      charts: [
        expect.objectContaining({ chart: 'top-worldwide' }),
        expect.objectContaining({ chart: 'top-brazil', name: 'Top Brazil', market: 'br' }),
      ],
    })
  })

  it('takes the link of a playlist, and makes the slug from the name', async () => {
    const asker = typist([
      [/Which playlist/, ['https://open.spotify.com/playlist/0123456789ABCDEFabcdef', enter]],
      [/name of the chart/, ['Office 50', enter]],
    ])
    const options = { source: 'spotify', store: './here', runAt: '5 06:00', timeZone: 'UTC' }
    expect((await collectSetup(options, asker)).charts).toEqual([
      {
        chart: 'office-50',
        source: 'spotify',
        playlist: 'https://open.spotify.com/playlist/0123456789ABCDEFabcdef',
        name: 'Office 50',
      },
    ])
  })

  it('writes nothing after Ctrl+C', async () => {
    const asker = typist([[/Where/, ['\x03']]])
    await expect(collectSetup({}, asker)).rejects.toMatchObject({ code: 'Cancelled' })
  })

  // Each system has another `script`; Linux is enough, since the program is the same.
  it.runIf(process.platform === 'linux')(
    'runs in a pseudo-terminal and ends with a configuration that doctor passes',
    async () => {
      const cwd = folder.path('terminal')
      await mkdir(cwd)
      const line = `stty cols 100 rows 40; ${process.execPath} ${resolve('dist/cli.js')} init --source simulator --time-zone UTC`
      const child = spawn('script', ['-qec', line, '/dev/null'], { cwd, stdio: ['pipe', 'pipe', 'inherit'] })
      const keys: [RegExp, string][] = [
        [/Which charts/, enter],
        [/Where should everything/, enter],
        [/When/, enter],
      ]
      let shown = ''
      let all = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        all += text
        shown += text
        const [next] = keys
        if (next === undefined || !next[0].test(shown)) return
        shown = ''
        keys.shift()
        child.stdin.write(next[1])
      })
      const code = await new Promise((end) => child.once('close', end))
      expect(all).toContain('next: fetch the charts')
      expect(code).toBe(0)
      const [chart] = loadConfig({ cwd, environment: {} }).charts
      expect(chart).toMatchObject({ chart: 'global-top-100', run_at: ['12:00'], time_zone: 'UTC' })
    },
  )
})
