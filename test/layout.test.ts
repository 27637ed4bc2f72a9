import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

/**
 * Which files and folders of `src/` each layer contains. A file imports from earlier layers and from its own folder; folders
 * of one layer do not import each other.
 */
const layers = [
  ['domain', 'version.ts'],
  ['optional-packages.ts'],
  ['config', 'storage'],
  ['simulator', 'warehouse'],
  ['sources'],
  ['extract', 'transform', 'models'],
  ['insights', 'decisions'],
  ['export', 'doctor', 'notify'],
  ['app.ts'],
  ['pipeline.ts', 'site'],
  ['index.ts', 'cloud', 'schedule'],
  ['terminal'],
  ['commands'],
  ['cli.ts'],
]

const src = resolve('src')
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))

function findLayer(file: string): number {
  const [first = ''] = file.split('/')
  return layers.findIndex((names) => names.includes(first))
}

function listImports(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8')
  const paths = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g)].map(([, path = '']) => path)
  return paths.map((path) => relative(src, resolve(src, dirname(file), path)))
}

test('every file has a place in the order of the layers', () => {
  expect(files.filter((file) => findLayer(file) < 0)).toEqual([])
})

test('imports go one way, along the data', () => {
  const wrong = files.flatMap((file) =>
    listImports(file)
      .filter((imported) => findLayer(imported) > findLayer(file))
      .map((imported) => `${file} imports ${imported}`),
  )
  expect(wrong).toEqual([])
})

test('folders of one layer do not import each other, such as extract and transform', () => {
  const crossed = files.flatMap((file) =>
    listImports(file)
      .filter(
        (imported) => findLayer(imported) === findLayer(file) && topFolder(imported) !== topFolder(file),
      )
      .map((imported) => `${file} imports ${imported}`),
  )
  expect(crossed).toEqual([])
})

function topFolder(file: string): string | undefined {
  return file.split('/')[0]
}

test('no file imports itself through others, types included', () => {
  expect(findCycles()).toEqual([])
})

/** Groups of files that reach each other by imports (Tarjan's strongly connected components). */
function findCycles(): string[][] {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const cycles: string[][] = []
  const visit = (file: string) => {
    order.set(file, order.size)
    low.set(file, order.get(file) ?? 0)
    stack.push(file)
    for (const imported of listImports(file)) {
      if (!order.has(imported)) visit(imported)
      if (stack.includes(imported)) low.set(file, Math.min(low.get(file) ?? 0, low.get(imported) ?? 0))
    }
    if (low.get(file) !== order.get(file)) return
    const group = stack.splice(stack.indexOf(file))
    if (group.length > 1 || listImports(file).includes(file)) cycles.push(group.sort())
  }
  for (const file of files) if (!order.has(file)) visit(file)
  return cycles
}

test('the base name of a file is unique', () => {
  const names = files.map((file) => basename(file))
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('no function has a name that ends in "Of"', () => {
  const named =
    /\b(?:function\*?|const|let)\s+([A-Za-z]*[a-z]Of)\b|^\s+(?:async )?\*?([A-Za-z]*[a-z]Of)\s*[(:]/gm
  const wrong = files.flatMap((file) =>
    [...readFileSync(join(src, file), 'utf8').matchAll(named)].map(
      (match) => `${file}: ${match[1] ?? match[2]}`,
    ),
  )
  expect(wrong).toEqual([])
})

test('a file has at most 300 lines', () => {
  const long = files.filter((file) => readFileSync(join(src, file), 'utf8').split('\n').length > 301)
  expect(long).toEqual([])
})

test('a folder has at most 15 files beside its folders', () => {
  const counts = new Map<string, number>()
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
  counts.delete('commands')
  expect([...counts].filter(([, count]) => count > 15)).toEqual([])
})

test('only the configuration reads the environment', () => {
  const readers = files.filter((file) => readFileSync(join(src, file), 'utf8').includes('process.env'))
  expect(readers.sort()).toEqual(['config/environment.ts'])
})
