import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/config.ts'
import { openFormats, openSource, sourceNames } from '../../src/sources/registry.ts'

const config = loadConfig({ environment: {}, cwd: import.meta.dirname })

describe('opening a source', () => {
  it.each(sourceNames)('opens %s, with terms and charts that are its own', async (name) => {
    const source = await openSource(name, config)
    expect(source.name).toBe(name)
    expect(source.terms.summary).toMatch(/\.$/)
    expect(source.charts().filter((chart) => chart.source !== name)).toEqual([])
    await source.close?.()
  })

  it('suggests the nearest name', async () => {
    await expect(openSource('spotfy', config)).rejects.toThrow(
      /there is no source spotfy; did you mean spotify\?/,
    )
  })

  it('refuses an unknown name and says which are known', async () => {
    for (const name of ['napster', 'constructor', 'import']) {
      await expect(openSource(name, config)).rejects.toThrow(
        /there are: apple-music, deezer, listenbrainz, simulator, spotify/,
      )
    }
  })
})

describe('the folder of a source', () => {
  const src = resolve('src')
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const shared = ['chart-rows', 'http', 'json', 'oauth', 'playlists', 'raw']
  const folders = readdirSync(join(src, 'sources'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !shared.includes(entry.name))
    .map(({ name }) => name)

  it.each(folders)('of %s is imported by the registry alone', (folder) => {
    const own = `sources/${folder}/`
    const users: Record<string, string[]> = {
      // The simulator serves the Web API of Spotify.
      spotify: ['sources/simulator/fetch-simulator.ts'],
      // Rows of JSON are read as the same table.
      'chart-csv': [
        'sources/chart-json/read-chart-json.ts',
        'sources/chart-json/recognise-chart-json.ts',
        'sources/listenbrainz/read-listenbrainz.ts',
      ],
      // Files of these answers can be imported, too.
      'chart-json': [
        'sources/apple-music/fetch-apple-music.ts',
        'sources/listenbrainz/fetch-listenbrainz.ts',
        'sources/listenbrainz/read-listenbrainz.ts',
      ],
    }
    const expected = users[folder] ?? []
    const outside = files.filter(
      (file) =>
        !file.startsWith(own) && listImports(join(src, file)).some((path) => path.startsWith(join(src, own))),
    )
    expect(outside.sort()).toEqual(['sources/registry.ts', ...expected].sort())
  })

  it('has a source or a format of its name', async () => {
    const formats = (await openFormats()).map(({ name }) => name)
    expect([...new Set([...sourceNames, ...formats])].sort()).toEqual(folders.sort())
  })
})

function listImports(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const paths = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) => path)
  return paths.map((path) => resolve(dirname(file), path))
}
