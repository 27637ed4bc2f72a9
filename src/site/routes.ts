import { albumPages } from './kinds/album-pages.ts'
import { artistPages } from './kinds/artists/artist-pages.ts'
import { artistYearPages } from './kinds/artists/artist-year-pages.ts'
import { chartPages } from './kinds/chart-pages.ts'
import { bumpPages } from './kinds/charts/bump-pages.ts'
import { numberOnesPages } from './kinds/charts/number-ones-pages.ts'
import { recordsPages } from './kinds/charts/records-pages.ts'
import { decadePages, yearPages } from './kinds/charts/span-pages.ts'
import { chartEmbeds, songEmbeds } from './kinds/embeds.ts'
import { homePage } from './kinds/home-page-kind.ts'
import { insightPages, insightsPage } from './kinds/insight-pages.ts'
import { issuePages } from './kinds/issue-pages.ts'
import { openDataPage } from './kinds/open-data-kind.ts'
import { pipelinePage } from './kinds/pipeline-page-kind.ts'
import { searchPage } from './kinds/search-page-kind.ts'
import { songPages } from './kinds/song-pages.ts'
import { termsPage } from './kinds/terms-page-kind.ts'
import type { PageKind } from './page.ts'

/**
 * All kinds of pages. The server routes by the first pattern that fits, so `/charts/…/number-ones/` is before `/charts/…/<date>/`.
 * The build lists their addresses; pages that others lead to come last.
 */
export const routes: readonly PageKind[] = [
  numberOnesPages,
  recordsPages,
  bumpPages,
  yearPages,
  decadePages,
  issuePages,
  songPages,
  artistPages,
  artistYearPages,
  albumPages,
  chartPages,
  insightPages,
  insightsPage,
  termsPage,
  pipelinePage,
  searchPage,
  openDataPage,
  chartEmbeds,
  songEmbeds,
  homePage,
]
