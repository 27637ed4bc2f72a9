import { existsSync, readFileSync } from 'node:fs'
import type { Address } from './addresses.ts'
import type { SiteFile } from './page.ts'

const types: Record<string, string> = {
  'site.css': 'text/css; charset=utf-8',
  'site.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
}

/** The style sheet, the script and the icon of every page. */
export function readAssets(): SiteFile[] {
  return Object.entries(types).map(([name, type]) => ({
    address: `/assets/${name}` as Address,
    type,
    bytes: readFileSync(findAsset(name), 'utf8'),
  }))
}

/** The build of the package bundles the script, so only its result has `site.js`; sources use that of the last build. */
function findAsset(name: string): URL {
  const own = new URL(`./assets/${name}`, import.meta.url)
  return existsSync(own) ? own : new URL(`../../dist/site/assets/${name}`, import.meta.url)
}
