import { findDatesAtPeak, type Neighbours } from '../data/entry-facts.ts'
import type { EntryView, IssueView } from '../data/issue-view.ts'
import { formatAtLeast, formatAtMost, formatCount } from '../format-values.ts'
import type { LinkTo } from '../page.ts'
import { ArtistLinks, SongLink } from './names.tsx'

interface EntryNameProps {
  entry: EntryView
  view: IssueView
  neighbours: Neighbours | undefined
  link: LinkTo
}

/** The song, its artists, and what opens below them. */
export function EntryName({ entry, view, neighbours, link }: EntryNameProps) {
  const { source } = view.chart
  return (
    <>
      <SongLink name={{ source, ...entry }} link={link} />
      <br />
      <ArtistLinks names={{ source, ...entry }} link={link} />
      <details>
        <summary aria-label={`More about ${entry.song ?? entry.song_id}`}>more</summary>
        <dl>
          <dt>First entry</dt>
          <dd>
            {formatAtMost(entry.debut_date, entry.censored)} at {entry.debut_position}
          </dd>
          <dt>Peak</dt>
          <dd data-field="dates_at_peak">{writePeak(entry, view)}</dd>
          <Beside label="Above" entries={neighbours?.above} source={source} link={link} />
          <Beside label="Below" entries={neighbours?.below} source={source} link={link} />
          <dt>Stay</dt>
          <dd>
            {entry.run_number}
            {entry.absence_issues === null
              ? ''
              : `, back after ${formatCount(entry.absence_issues, 'issue')}`}
          </dd>
          <dt>Last {formatCount(view.run_dates.length, 'issue')}</dt>
          <dd class="copy" data-field="last_30">
            {writeRun(entry.last_30, view)}
          </dd>
        </dl>
      </details>
    </>
  )
}

/** The songs at the next place above or below. */
function Beside({
  label,
  entries = [],
  source,
  link,
}: {
  label: string
  entries: EntryView[] | undefined
  source: string
  link: LinkTo
}) {
  if (entries.length === 0) return null
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {entries.map((entry, index) => (
          <>
            {index === 0 ? '' : ', '}
            {entry.position} <SongLink name={{ source, ...entry }} link={link} />
          </>
        ))}
      </dd>
    </>
  )
}

/** `2 on 2026-01-06, 2026-01-08 to 2026-01-09`; where there were more before the picture of the run, `and 3 earlier`. */
function writePeak(entry: EntryView, view: IssueView): string {
  const { stretches, earlier } = findDatesAtPeak(entry, view)
  const shown = stretches.map(({ from, to }) => (from === to ? from : `${from} to ${to}`))
  const more = `${formatAtLeast(earlier, entry.censored)} earlier since ${entry.peak_date}`
  return `${formatAtMost(entry.peak_position, entry.censored)} on ${[...shown, ...(earlier > 0 ? [more] : [])].join(', ')}`
}

/** `20-10-–-5-xx-4`: positions from issue to issue, as people paste it; `xx` where absent, `–` where the song may be in a hole. */
function writeRun(positions: (number | null)[], { run_dates, with_hole }: IssueView): string {
  const first = positions.findIndex((position) => position !== null)
  return positions
    .map((position, index) => position ?? (with_hole.has(run_dates[index] ?? '') ? '–' : 'xx'))
    .slice(Math.max(0, first))
    .join('-')
}
