import { readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Deletes the declarations that `index.d.ts` does not lead to: no program can import them, and they take 3 MB. */
export async function keepPublicTypes(folder) {
  const isDeclaration = (path) => path.endsWith('.d.ts')
  const all = (await readdir(folder, { recursive: true }))
    .filter(isDeclaration)
    .map((path) => join(folder, path))
  const reached = new Set()
  const waiting = [join(folder, 'index.d.ts')]
  for (const path of waiting) {
    if (reached.has(path)) continue
    reached.add(path)
    const imports = (await readFile(path, 'utf8')).matchAll(/['"](\.[^'"]+)\.(?:js|tsx?)['"]/g)
    for (const [, imported] of imports) waiting.push(`${join(dirname(path), imported)}.d.ts`)
  }
  await Promise.all(all.filter((path) => !reached.has(path)).map((path) => rm(path)))
}
