import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

/** Copies what is read at run time next to the compiled code: the SQL files, and the assets of the site with its script as one file. */
export async function copyAssets(root, target) {
  for (const folder of ['models', 'cloud/snowflake/objects/sql']) {
    const filter = (path) => !path.endsWith('.ts')
    await cp(join(root, 'src', folder), join(target, folder), { recursive: true, filter })
  }
  const [source, assets] = [join(root, 'src/site/assets'), join(target, 'site/assets')]
  await mkdir(assets, { recursive: true })
  for (const name of ['site.css', 'icon.svg']) await cp(join(source, name), join(assets, name))
  await build({
    entryPoints: [join(source, 'browser/start.ts')],
    outfile: join(assets, 'site.js'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  })
}
