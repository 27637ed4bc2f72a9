import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, hitparade } from '../../support/cli.ts'

/** A command line and how it ends. */
export interface Case {
  /** What the command does, as the title of a test. */
  does: string
  /** Split at spaces; a part in quotes stays one. */
  line: string
  code: 0 | 1 | 2
  /** Left out: stdout stays empty. */
  out?: RegExp
  err?: RegExp
}

/** A folder for the commands of a test file. */
export interface CommandFolder {
  path(name?: string): string
  run(...args: string[]): Promise<Ended>
  write(name: string, content: unknown): Promise<void>
}

/** Creates a folder before the tests of a file, with what `prepare` puts into it, and deletes it after them. */
export function useFolder(prepare: (folder: CommandFolder) => Promise<void> = async () => {}): CommandFolder {
  let path = ''
  const folder: CommandFolder = {
    path: (name) => (name === undefined ? path : join(path, name)),
    run: (...args) => hitparade(args, path),
    write: (name, content) =>
      writeFile(join(path, name), typeof content === 'string' ? content : JSON.stringify(content)),
  }
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), 'hitparade-cli-'))
    await prepare(folder)
  })
  afterAll(() => rm(path, { recursive: true, force: true }))
  return folder
}

/** Three days of invented charts. */
export async function addCharts({ run }: CommandFolder, charts = ['global-top-100', 'brazil-top-50']) {
  const span = ['--from', '2026-01-01', '--to', '2026-01-03']
  for (const chart of charts) {
    expect(await run('backfill', ...span, '--chart', chart)).toMatchObject({ code: 0, stdout: '' })
  }
}

/** Two days of a chart with the source name of Spotify. */
export async function addSpotifyChart({ run, write }: CommandFolder) {
  await write(
    'days.csv',
    ['date,position,title,artist', '2026-01-01,1,Ash,Ida', '2026-01-02,1,Elm,Odo'].join('\n'),
  )
  expect(await run('import', 'days.csv', '--source', 'spotify', '--chart', 'mine')).toMatchObject({ code: 0 })
}

/** A configuration of one Spotify chart, without credentials. */
export const spotifyConfig = {
  charts: [{ chart: 'mine', source: 'spotify', playlist: '0123456789ABCDEFabcdef' }],
  data_dir: 'mine',
}

/** A test for each case, all at once. */
export function describeCases(title: string, folder: CommandFolder, cases: Case[]) {
  describe(title, () => {
    it.concurrent.each(cases)('$does: hitparade $line', async ({ line, code, out, err }) => {
      const ended = await folder.run(...splitLine(line))
      // Compared together, so that a failure shows the messages.
      expect({ ...ended, stdout: '' }).toMatchObject({ code, stderr: expect.stringMatching(err ?? /(?:)/) })
      expect(ended.stdout).toMatch(out ?? /^$/)
      // A message that a person must act on begins with the error, and no stack ever shows.
      if (code !== 0) expect(ended.stderr).toMatch(/^error: /m)
      expect(ended.stderr).not.toMatch(/please report it/)
    })
  })
}

/** `sql "select 1"` → `['sql', 'select 1']` */
function splitLine(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
}

/** The rows that a command printed as NDJSON. */
export function parseRows({ stdout }: Ended): Record<string, unknown>[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}
