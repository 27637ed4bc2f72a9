import { join } from 'node:path'
import type { App } from '../app.ts'
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
      return app.local === null
        ? String(Math.floor(Date.parse(app.now()) / freshness))
        : app.local.findPublication()
    },
  }
}
