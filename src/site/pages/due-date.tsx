import { formatDate } from '../format-values.ts'
import type { SiteChart } from '../site.ts'

/** When the next issue of a chart is due. A page has no clock, so the script of the site says whether that day is over. */
export function DueDate({ chart: { due_date } }: { chart: SiteChart }) {
  return due_date === null ? null : (
    <p class="due">
      The next issue is due on{' '}
      <time datetime={due_date} data-due="">
        {formatDate(due_date)}
      </time>
      .
    </p>
  )
}
