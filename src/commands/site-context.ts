import { join } from 'node:path'
import type { App } from '../app.ts'
import { sha256 } from '../domain/hash.ts'
import type { LiveContext } from '../site/create-site.ts'
import { sourceNames } from '../sources/registry.ts'
import { insightContext } from './source-terms.ts'

/** Milliseconds after which a warehouse that is not a file counts as changed. */
const freshness = 60_000

/** What the pages need from an app. */
export function createSiteContext(app: App): LiveContext {
  const { findRestriction } = insightContext(app)
  return {
    warehouse: app.warehouse,
    findRestriction: findRestriction ?? (() => Promise.resolve(null)),
    async findTerms(source) {
      return sourceNames.includes(source) ? (await app.source(source)).terms : null
    },
    cacheFolder: app.local === null ? null : join(app.config.data_dir, 'pages'),
    async findVersion() {
      const data =
        app.local === null
          ? String(Math.floor(Date.parse(app.now()) / freshness))
          : await app.local.findPublication()
      // A page that was made while the terms of a source were accepted must not outlive that.
      return sha256(data, JSON.stringify(app.config.sources))
    },
  }
}
