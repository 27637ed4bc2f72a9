import type { PageKind } from '../page.ts'
import { chartPages } from './chart-pages.ts'
import { songPages } from './song-pages.ts'

/** The top ten of each chart for other sites. A build writes it with the page of the chart. */
export const chartEmbeds: PageKind = {
  name: 'chart-embed',
  pattern: '/embed/charts/:source/:chart/',
  list: async () => [],
  async *read(site, wanted) {
    for await (const { embed } of chartPages.read(site, wanted)) if (embed !== undefined) yield embed
  },
}

/** Each recording for other sites. A build writes it with the page of the song. */
export const songEmbeds: PageKind = {
  name: 'song-embed',
  pattern: '/embed/songs/:source/:song/',
  list: async () => [],
  async *read(site, wanted) {
    for await (const { embed } of songPages.read(site, wanted)) if (embed !== undefined) yield embed
  },
}
