import { type Address, addresses } from '../../addresses.ts'
import type { LinkTo } from '../../page.ts'
import type { SiteChart } from '../../site.ts'

interface ChartViewsProps {
  chart: SiteChart
  /** The address of the page that has the links. */
  at: Address
  link: LinkTo
}

/** Links to the other pages of a chart. */
export function ChartViews({ chart: { source, chart }, at, link }: ChartViewsProps) {
  const views: [string, Address | null][] = [
    ['Newest issue', addresses.chart(source, chart)],
    ['Number ones', addresses.numberOnes(source, chart)],
    ['Records', addresses.records(source, chart)],
    ['Top ten, issue by issue', addresses.bump(source, chart)],
  ]
  return (
    <nav class="steps" aria-label="Pages of the chart">
      {views.map(([words, address]) =>
        address === null ? null : (
          <a href={link(address)} aria-current={address === at ? 'page' : undefined}>
            {words}
          </a>
        ),
      )}
    </nav>
  )
}
