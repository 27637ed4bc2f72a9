import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadDemoConfig } from '../../src/config/demo-config.ts'

test('the demo has a folder of its own, whatever is configured', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'hitparade-demo-'))
  onTestFinished(() => rm(cwd, { recursive: true }))
  const file = {
    data_dir: 'real',
    raw: 's3://real-charts',
    warehouse: 'snowflake',
    sources: { simulator: { seed: 7 } },
  }
  await writeFile(join(cwd, 'hitparade.jsonc'), JSON.stringify(file))
  const environment = { HITPARADE_DATA_DIR: 'real', HITPARADE_CONFIG: 'hitparade.jsonc' }
  const own = join(cwd, 'hitparade-demo')
  const places = { data_dir: own, raw: join(own, 'raw'), curated: join(own, 'curated'), warehouse: 'duckdb' }
  expect(loadDemoConfig({ environment, cwd })).toMatchObject({
    ...places,
    sources: { simulator: { seed: null } },
  })
  const named = loadDemoConfig({ environment, cwd, flags: { config: 'hitparade.jsonc' } })
  expect(named).toMatchObject({ ...places, sources: { simulator: { seed: 7 } } })
  expect(loadDemoConfig({ environment, cwd, flags: { data_dir: 'x' } }).raw).toBe(join(cwd, 'x/raw'))
})
