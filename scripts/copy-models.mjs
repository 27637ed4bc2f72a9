// What is read at run time is copied next to the compiled code: the SQL files, and the assets of the site with its script
// as one file.
import { chmod, cp, mkdir, readdir, rm } from 'node:fs/promises'
import { build } from 'esbuild'

for (const folder of ['models', 'cloud/snowflake/objects/sql']) {
  // A file that was moved must not stay at its old path.
  for (const entry of await readdir(`src/${folder}`, { withFileTypes: true }))
    if (entry.isDirectory()) await rm(`dist/${folder}/${entry.name}`, { recursive: true, force: true })
  await cp(`src/${folder}`, `dist/${folder}`, { recursive: true, filter: (path) => !path.endsWith('.ts') })
}

const assets = 'dist/site/assets'
await mkdir(assets, { recursive: true })
for (const name of ['site.css', 'icon.svg']) await cp(`src/site/assets/${name}`, `${assets}/${name}`)
await build({
  entryPoints: ['src/site/assets/browser/start.ts'],
  outfile: `${assets}/site.js`,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'error',
})
await chmod('dist/cli.js', 0o755)
