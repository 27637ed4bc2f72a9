import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/config.ts'
import { openSource, sourceNames } from '../../src/sources/registry.ts'

const config = loadConfig({ environment: {}, cwd: import.meta.dirname })

describe('opening a source', () => {
  it.each(sourceNames)('opens %s, with terms and charts that are its own', async (name) => {
    const source = await openSource(name, config)
    expect(source.name).toBe(name)
    expect(source.terms.summary).toMatch(/\.$/)
    expect(source.charts().filter((chart) => chart.source !== name)).toEqual([])
    await source.close?.()
  })

  it('refuses an unknown name and says which are known', async () => {
    for (const name of ['napster', 'constructor', 'import']) {
      await expect(openSource(name, config)).rejects.toThrow(/known are deezer, simulator, spotify/)
    }
  })
})
