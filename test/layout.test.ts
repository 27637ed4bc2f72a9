import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

/** Which layer a file or folder of `src` is in; a file may import its own layer and those before it. */
const layers = [
  ['errors.ts', 'tables.ts', 'config.ts', 'config', 'calendar.ts', 'version.ts', 'fold.ts', 'at-once.ts'],
  ['store', 'sources', 'warehouse', 'simulator'],
  ['extract', 'transform', 'models'],
  ['export'],
  ['home.ts', 'due.ts', 'decisions.ts', 'pipeline.ts', 'index.ts', 'snowflake'],
  ['cli.ts', 'cli', 'aws'],
]

const src = resolve('src')
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

function layerOf(file: string): number {
  const [first = ''] = file.split('/')
  return layers.findIndex((names) => names.includes(first))
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8')
  const paths = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) => path)
  return paths.map((path) => relative(src, resolve(src, dirname(file), path)))
}

test('every file has a place in the order of the layers', () => {
  expect(files.filter((file) => layerOf(file) < 0)).toEqual([])
})

test('imports go one way, along the data', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((imported) => layerOf(imported) > layerOf(file))
      .map((imported) => `${file} imports ${imported}`),
  )
  // The command modules know the type of the options that the table of commands gives them.
  expect(wrong).toEqual([])
})

test('only the configuration reads the environment', () => {
  const readers = files.filter((file) => readFileSync(join(src, file), 'utf8').includes('process.env'))
  expect(readers.sort()).toEqual(['config.ts', 'config/lambda.ts'])
})
