import { sha256 } from '../../domain/hash.ts'
import { addresses } from '../addresses.ts'
import { readPipelineState } from '../data/whole/pipeline-state.ts'
import type { PageKind } from '../page.ts'
import { createPipelinePage } from '../pages/about/pipeline-page.tsx'

/** What came in, what is missing and what was kept out. */
export const pipelinePage: PageKind = {
  name: 'pipeline',
  pattern: '/pipeline/',
  async list(site) {
    const state = JSON.stringify([site.charts, await readPipelineState(site)])
    return [{ parts: {}, address: addresses.pipeline, version: sha256(state).slice(0, 16) }]
  },
  async *read(site) {
    yield createPipelinePage(site, await readPipelineState(site))
  },
}
