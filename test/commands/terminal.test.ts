import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Progress, withProgress } from '../../src/terminal/progress.ts'
import { hitparade } from '../support/cli.ts'
import { addCharts, useFolder } from './support/cases.ts'

const clear = '\r\x1b[2K'

describe('withProgress', () => {
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })

  /** What work writes to stderr, on a terminal or in a log, when it shows a line after `milliseconds`. */
  async function write(isTTY: boolean, milliseconds: number, work: (progress: Progress) => Promise<void>) {
    const written: string[] = []
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
    const before = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY')
    Object.defineProperty(process.stderr, 'isTTY', { value: isTTY, configurable: true })
    const now = vi.spyOn(performance, 'now')
    const start = 10_000
    now.mockReturnValue(start)
    try {
      const ended = withProgress(async (progress) => {
        now.mockReturnValue(start + milliseconds)
        await work(progress)
      })
      await ended.catch(() => written.push('error: broken\n'))
    } finally {
      if (before === undefined) Reflect.deleteProperty(process.stderr, 'isTTY')
      else Object.defineProperty(process.stderr, 'isTTY', before)
    }
    return written.join('')
  }

  const succeed = async ({ watch }: Progress) => watch('transform', 1, 2, 'objects')
  const fail = async ({ watch }: Progress) => {
    watch('extract', 1, 2, 'simulator/brazil-top-50')
    throw new Error('broken')
  }

  it('clears the line of a terminal at the end', async () => {
    expect(await write(true, 1_000, succeed)).toBe(`${clear}transforming: 1 of 2${clear}`)
  })

  it('clears the line before an error', async () => {
    expect(await write(true, 1_000, fail)).toBe(
      `${clear}extracting: 1 of 2 (simulator/brazil-top-50)${clear}error: broken\n`,
    )
  })

  it('writes lines to a log', async () => {
    expect(await write(false, 1_000, fail)).toBe(
      'extracting: 1 of 2 (simulator/brazil-top-50)\nerror: broken\n',
    )
  })

  it('writes nothing for short work', async () => {
    expect(await write(true, 100, fail)).toBe('error: broken\n')
  })
})

describe('a command on a terminal', () => {
  const folder = useFolder((created) => addCharts(created, ['brazil-top-50']))

  /** Makes stderr look like a terminal, and every piece of work take long enough for progress. */
  const terminal =
    'process.stderr.isTTY=true;const{now}=performance;performance.now=()=>now.call(performance)*10000'

  const load = (script: string) => ({
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}`,
  })

  /** Makes both streams look like terminals, which know how many colours they have: none in CI. */
  const colourful =
    'import{WriteStream}from"node:tty";delete process.env.CI;for(const stream of[process.stdout,process.stderr])Object.assign(stream,{isTTY:true,getColorDepth:WriteStream.prototype.getColorDepth})'
  const colours = { green: '\x1b[32m', red: '\x1b[31m', cyan: '\x1b[36m', end: '\x1b[39m' }

  it('colours movements, debuts and errors', async () => {
    const environment = { ...load(colourful), TERM: 'xterm-256color' }
    const { stdout } = await hitparade(
      ['insights', 'chart', '--on', '2026-01-02'],
      folder.path(),
      environment,
    )
    const { green, red, cyan, end } = colours
    expect(stdout).toContain(`${green}▲`)
    expect(stdout).toContain(`${red}▼`)
    expect(stdout).toContain(`${cyan}NEW${end}`)
    const { stderr } = await hitparade(['insights', 'weather'], folder.path(), environment)
    expect(stderr).toContain(`${red}error:${end} there is no insight weather`)
    const misused = await hitparade(['insigts'], folder.path(), environment)
    expect(misused.stderr).toContain(`${red}error:${end} unknown command`)
  })

  it('colours nothing for NO_COLOR, or in a pipe', async () => {
    const environment = { ...load(colourful), TERM: 'xterm-256color', NO_COLOR: '1' }
    for (const one of [environment, { FORCE_COLOR: '1' }]) {
      const { stdout } = await hitparade(['insights', 'chart', '--format', 'table'], folder.path(), one)
      const { stderr } = await hitparade(['insights', 'weather'], folder.path(), one)
      expect(stdout).toContain('▲')
      expect(stdout).not.toContain('\x1b')
      expect(stderr).toMatch(/^error: there is no insight/)
    }
  })

  it('prints an error on a line of its own', async () => {
    const day = join(folder.path(), 'hitparade-data/curated/songs/simulator/brazil-top-50/2026-01-02')
    const [name = ''] = await readdir(day)
    await rm(join(day, name))
    await mkdir(join(day, name, 'not-empty'), { recursive: true })
    const { code, stderr } = await hitparade(['reprocess'], folder.path(), load(terminal))
    expect(code).toBe(1)
    expect(stderr).toContain(`${clear}transforming: `)
    expect(stripVTControlCharacters(stderr.split(clear).at(-1) ?? '')).toMatch(
      /^transformed .*\ncould not be transformed, still pending: .*could not write .*\nerror: 1 raw object could not be transformed.*\n$/,
    )
  })
})
