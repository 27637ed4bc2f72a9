import type { App } from '../../../app.ts'
import { inspectLoading } from '../../../cloud/snowflake/operations/inspect-loading.ts'
import { openReadBucket } from '../../../cloud/snowflake/operations/read-bucket.ts'
import { withElapsedTime } from '../../../terminal/progress.ts'
import { formatLoading } from './format-loading.ts'

/** How Snowflake loads, as data and as lines of text. */
export async function readLoading(app: App) {
  const work = inspectLoading(app.warehouse, () => openReadBucket(app), app.now())
  const state = await withElapsedTime('querying Snowflake', work)
  return { state, lines: formatLoading(state) }
}
