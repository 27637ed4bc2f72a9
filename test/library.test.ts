import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const page = readFileSync('docs/library.md', 'utf8')
const [, example = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? []

test('the example of docs/library.md prints the first song of an invented chart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hitparade-library-'))
  try {
    const built = pathToFileURL(resolve('dist/index.js')).href
    writeFileSync(join(folder, 'example.mjs'), example.replace("'hitparade'", `'${built}'`))
    const output = execFileSync(process.execPath, ['example.mjs'], { cwd: folder, encoding: 'utf8' })
    expect(output.match(/\bposition: 1,/g)).toHaveLength(1)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('docs/library.md lists every function and table that the package exports', async () => {
  const exported = Object.keys(await import('../src/index.ts'))
  const listed = [...page.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) => cell.match(/`\w+`/g) ?? [])
  expect([...listed, '`HitparadeError`'].sort()).toEqual(exported.map((name) => `\`${name}\``).sort())
})
