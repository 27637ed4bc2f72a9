import type { Address } from '../addresses.ts'
import { groupRows } from '../data/group-rows.ts'
import { formatMonth } from '../format-values.ts'
import type { LinkTo } from '../page.ts'

interface CalendarProps {
  /** Dates of issues, oldest first. */
  dates: string[]
  to(date: string): Address | null
  toYear(year: string): Address | null
  link: LinkTo
}

/** All issues of a chart by year and month, the newest year first. Years open without script. */
export function Calendar({ dates, to, toYear, link }: CalendarProps) {
  const years = groupRows(dates, (date) => date.slice(0, 4))
  return (
    <div class="calendar">
      {[...years].reverse().map(([year, inYear], index) => (
        <details open={index === 0}>
          <summary>
            {year} <span class="quiet">{inYear.length}</span>
          </summary>
          <YearLink year={year} to={toYear(year)} link={link} />
          {[...groupRows(inYear, (date) => date.slice(0, 7))].map(([month, inMonth]) => (
            <p>
              <span class="month">{formatMonth(month)}</span>
              {inMonth.map((date) => {
                const address = to(date)
                return address === null ? null : (
                  <a href={link(address)}>
                    <time datetime={date}>{Number(date.slice(8))}</time>
                  </a>
                )
              })}
            </p>
          ))}
        </details>
      ))}
    </div>
  )
}

function YearLink({ year, to, link }: { year: string; to: Address | null; link: LinkTo }) {
  return to === null ? null : (
    <p class="review">
      <a href={link(to)}>{year} in review</a>
    </p>
  )
}

/** Leads to the issue of any day, e.g. a birthday. The script of the site shows it, as it has to find the issue. */
export function DayForm({ first }: { first: string }) {
  return (
    <>
      <form class="day" method="get" hidden>
        <label for="on">The chart on any day, such as a birthday</label>{' '}
        <input id="on" name="on" type="date" min={first} required />{' '}
        <button class="submit" type="submit">
          Show
        </button>
      </form>
      <p class="quiet">
        The chart of a day is the newest observed issue up to it. The first is of {first}.
        <noscript> Without a script, choose it below: each year opens.</noscript>
      </p>
    </>
  )
}
