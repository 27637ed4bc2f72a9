import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBucket, type TestBucket } from '../support/aws/bucket.ts'
import { hitparade, start } from '../support/cli.ts'
import { describePeers } from '../support/peers.ts'
import { answersOfFolder } from '../support/warehouse/answers-of-folder.ts'

describePeers('pull', ['ministack'], (peer) => {
  let folder: string
  let cloud: TestBucket
  const run = (line: string) => hitparade(line.split(' '), folder, cloud.environment)
  const days = '--source simulator --from 2026-05-01 --to 2026-05-04'

  /** The same three days of two charts: on one machine, and with raw and curated in a bucket. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hitparade-pull-'))
    cloud = await startBucket(peer, 'charts')
    const places = { data_dir: 'in-cloud', raw: 's3://charts/raw', curated: 's3://charts/the/curated' }
    await writeFile(join(folder, 'cloud.jsonc'), JSON.stringify(places))
    for (const chart of ['global-top-100', 'brazil-top-50']) {
      expect(await run(`backfill ${days} --chart ${chart} --config cloud.jsonc`)).toMatchObject({ code: 0 })
      expect(await run(`backfill ${days} --chart ${chart} --data-dir local`)).toMatchObject({ code: 0 })
    }
  })
  afterAll(async () => {
    await cloud?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('gives the same answers as a machine that fetched the same days', async () => {
    const { code, stdout, stderr } = await run('pull s3://charts/the/curated --data-dir pulled')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(
      /\d+ files \(\d+\.\d MB\) pulled from s3:\/\/charts\/the\/curated; loaded 2 charts/,
    )
    expect(stderr).toContain('here now: 8 issues of 2 charts, the newest of 2026-05-04')
    const pulled = await answersOfFolder(join(folder, 'pulled'))
    expect(pulled.size).toBeGreaterThan(30)
    expect(pulled).toEqual(await answersOfFolder(join(folder, 'local')))
  })

  test('copies the run ledger, so that status shows the last run in the cloud', async () => {
    const { code, stderr } = await run('status --data-dir pulled')
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/last run 20.*4 stored/),
    })
  })

  test('copies only new files the second time', async () => {
    const again = await run('pull s3://charts/the/curated/ --data-dir pulled')
    expect(again.stderr).toMatch(/nothing new in .*, \d+ already here; nothing new to load/)
    const day = 'backfill --source simulator --from 2026-05-05 --to 2026-05-05 --chart global-top-100'
    expect(await run(`${day} --config cloud.jsonc`)).toMatchObject({ code: 0 })
    const { stderr } = await run('pull s3://charts/the/curated --data-dir pulled')
    expect(stderr).toMatch(/^7 files .*; loaded 1 chart\n/m)
  })

  test('continues after it was killed', async () => {
    const child = start(
      ['pull', 's3://charts/the/curated', '--data-dir', 'killed'],
      folder,
      cloud.environment,
    )
    const ended = once(child, 'exit')
    const there = () => readdir(join(folder, 'killed/curated/albums'), { recursive: true }).catch(() => [])
    while (child.exitCode === null && !(await there()).some((name) => name.endsWith('.parquet'))) {
      await setImmediate()
    }
    child.kill('SIGKILL')
    await ended
    expect(child.signalCode).toBe('SIGKILL')
    expect(await run('pull s3://charts/the/curated --data-dir killed')).toMatchObject({ code: 0 })
    expect(await answersOfFolder(join(folder, 'killed'))).toEqual(
      await answersOfFolder(join(folder, 'pulled')),
    )
  }, 120_000)

  test('keeps a file with other bytes, copies the others, and fails with its name', async () => {
    const curated = join(folder, 'pulled/curated')
    const key = 'songs/simulator/brazil-top-50/2026-05-02'
    const [name = ''] = await readdir(join(curated, key))
    const [other = ''] = await readdir(join(curated, 'songs/simulator/brazil-top-50/2026-05-03'))
    await cp(join(folder, 'pulled/curated'), join(folder, 'mixed/curated'), { recursive: true })
    const mine = await readFile(join(curated, 'songs/simulator/brazil-top-50/2026-05-03', other))
    await writeFile(join(folder, 'mixed/curated', key, name), mine)
    await rm(join(folder, 'mixed/curated/albums'), { recursive: true })
    const { code, stderr } = await run('pull s3://charts/the/curated --data-dir mixed')
    expect(code).toBe(1)
    expect(stderr).toContain(`other bytes here: ${key}/${name}\n`)
    expect(stderr).toMatch(/9 files .* pulled/)
    expect(stderr).toMatch(/error: 1 file of .* got others, which were kept; .* another --data-dir/)
    expect(await readFile(join(folder, 'mixed/curated', key, name))).toEqual(mine)
  })

  test('loads the files of its own bucket without copying', async () => {
    await writeFile(
      join(folder, 'same.jsonc'),
      JSON.stringify({ data_dir: 'same', curated: 's3://charts/the/curated' }),
    )
    const { code, stderr } = await run('pull s3://charts/the/curated --config same.jsonc')
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('loaded 2 charts') })
  })

  test('copies from bucket to bucket if the curated store is another bucket', async () => {
    await writeFile(
      join(folder, 'other.jsonc'),
      JSON.stringify({ data_dir: 'other', curated: 's3://charts/other' }),
    )
    const first = await run('pull s3://charts/the/curated --config other.jsonc')
    expect(first.stderr).toMatch(/files .*; loaded 2 charts/)
    const second = await run('pull s3://charts/the/curated --config other.jsonc')
    expect(second.stderr).toMatch(/nothing new in .*already here/)
  })

  test('fails for a wrong address', async () => {
    await mkdir(join(folder, 'none'), { recursive: true })
    const wrong = [
      ['pull s3://charts/raw', 1, /there is no curated file in s3:\/\/charts\/raw: .*not the raw one/],
      ['pull s3://no-such-bucket', 1, /s3:\/\/no-such-bucket\/.* there is no such bucket/],
      ['pull charts/curated', 2, /expected s3:\/\/bucket.*"curated" in hitparade.jsonc/],
    ] as const
    for (const [line, code, words] of wrong) {
      expect(await run(`${line} --data-dir none`)).toMatchObject({
        code,
        stderr: expect.stringMatching(words),
      })
    }
  })
})
