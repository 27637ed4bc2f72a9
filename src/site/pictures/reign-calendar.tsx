import { epochDays } from '../../domain/time.ts'
import type { ChartIssueRow } from '../data/chart-issues.ts'
import type { Reign } from '../data/charts/chart-reigns.ts'
import { formatCount } from '../format-values.ts'

const DAY = 2
const MONTH = 31 * DAY + 4
const LEFT = 40
const ROW = 34
const BAR = 12
/** The least months of a picture, so that titles have room. */
const LEAST_MONTHS = 4
/** Pixels of a letter, as far as a title may reach. */
const LETTER = 6.2
const HUES = 8

interface Bar {
  x: number
  y: number
  width: number
  hue: number
}

interface ReignShape {
  /** The right end of the last month. */
  width: number
  /** Whether months are left out. */
  isPart: boolean
  years: { year: string; y: number; months: string }[]
  bars: Bar[]
  labels: { x: number; y: number; text: string }[]
}

interface ReignCalendarProps {
  name: string
  issues: ChartIssueRow[]
  reigns: Reign[]
}

/** The no. 1 of every day: a year per row, the newest first, and a title where a reign starts. */
export function ReignCalendar({ name, issues, reigns }: ReignCalendarProps) {
  const { width, isPart, years, bars, labels } = shapeReigns(issues, reigns)
  const height = Math.max(1, years.length) * ROW
  const songs = new Set(reigns.map(({ recording_id }) => recording_id)).size
  return (
    <svg
      class={isPart ? 'reigns part' : 'reigns'}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-labelledby="reigns-title reigns-desc"
      xmlns="http://www.w3.org/2000/svg"
    >
      <title id="reigns-title">Number ones of {name}</title>
      <desc id="reigns-desc">
        {formatCount(songs, 'song')} in {formatCount(reigns.length, 'reign')}; the tables below say the same.
      </desc>
      {years.map(({ year, y }) => (
        <text class="tick" x={0} y={y + ROW - 4} font-size="12">
          {year}
        </text>
      ))}
      {years.map(({ months }) => (
        <path class="days" d={months} />
      ))}
      {bars.map(({ x, y, width, hue }) => (
        <rect class={`hue-${hue}`} x={x} y={y} width={width} height={BAR} />
      ))}
      {labels.map(({ x, y, text }) => (
        <text class="label" x={x} y={y} font-size="11">
          {text}
        </text>
      ))}
    </svg>
  )
}

/** An issue lasts until the next one; one that the calendar expected and that is unobserved is empty. */
function shapeReigns(issues: ChartIssueRow[], reigns: Reign[]): ReignShape {
  const days = issues.map(({ chart_date }) => epochDays(chart_date) ?? 0)
  const steps = days.slice(1).map((day, index) => day - (days[index] ?? 0))
  const usual = Math.max(1, Math.min(7, ...steps))
  const names = [...new Set(issues.map(({ chart_date }) => chart_date.slice(0, 4)))].reverse()
  const rows = new Map(names.map((year, index) => [year, index * ROW]))
  const hues = chooseHues(reigns)
  const months = chooseMonths(issues)
  const left = LEFT - months.first * MONTH
  const width = left + (months.last + 1) * MONTH
  const bars: Bar[] = []
  const starts: { x: number; y: number; title: string }[] = []
  let at = 0
  for (const [index, { chart_date }] of issues.entries()) {
    while (reigns[at] !== undefined && (reigns[at]?.last_date ?? '') < chart_date) at += 1
    const reign = reigns[at]
    if (reign === undefined || reign.first_date > chart_date) continue
    const isGap = (issues[index + 1]?.missing_before ?? 0) > 0
    const length = isGap ? usual : Math.min(steps[index] ?? usual, 31)
    const row = rows.get(chart_date.slice(0, 4)) ?? 0
    if (chart_date === reign.first_date)
      starts.push({ x: left + toX(chart_date), y: row, title: reign.song ?? reign.recording_id })
    addBar(bars, { left, date: chart_date, length, y: row + ROW - BAR - 2, hue: hues[at] ?? 1 })
  }
  return {
    width,
    isPart: months.last - months.first < 11,
    years: [...rows].map(([year, y]) => ({ year, y, months: drawMonths(y, months) })),
    bars,
    labels: placeLabels(starts, width),
  }
}

interface Months {
  first: number
  last: number
}

/** The months that are drawn, from 0. A chart of one year begins with its first issue: on a phone that is what is seen first. */
function chooseMonths(issues: ChartIssueRow[]): Months {
  const [from = '', to = ''] = [issues[0]?.chart_date, issues.at(-1)?.chart_date]
  if (from === '' || from.slice(0, 4) !== to.slice(0, 4)) return { first: 0, last: 11 }
  const first = Math.min(Number(from.slice(5, 7)) - 1, 12 - LEAST_MONTHS)
  return { first, last: Math.max(Number(to.slice(5, 7)) - 1, first + LEAST_MONTHS - 1) }
}

/** A bar for every month, so that empty days are seen. */
function drawMonths(y: number, { first, last }: Months): string {
  const top = y + ROW - BAR - 2
  const months = Array.from({ length: last - first + 1 }, (_, month) => LEFT + month * MONTH)
  return months.map((x) => `M${x} ${top}h${MONTH - 4}v${BAR}h${4 - MONTH}z`).join('')
}

/** Pixels from the beginning of the year. */
function toX(date: string): number {
  return (Number(date.slice(5, 7)) - 1) * MONTH + (Number(date.slice(8, 10)) - 1) * DAY
}

/** Continues the bar before it if the reign goes on; what goes beyond a month is cut at its end. */
function addBar(
  bars: Bar[],
  { left, date, length, y, hue }: { left: number; date: string; length: number; y: number; hue: number },
) {
  const x = left + toX(date)
  const end = left + Number(date.slice(5, 7)) * MONTH - 4
  const width = Math.min(length * DAY, end - x)
  const last = bars.at(-1)
  if (last !== undefined && last.hue === hue && last.y === y && last.x + last.width === x) last.width += width
  else bars.push({ x, y, width, hue })
}

/** One of eight hues for every song: the same in all its reigns, unless it is that of the reign before. */
function chooseHues(reigns: Reign[]): number[] {
  const known = new Map<string, number>()
  let before = 0
  return reigns.map(({ recording_id }) => {
    let hue = known.get(recording_id) ?? (known.size % HUES) + 1
    if (hue === before) hue = (hue % HUES) + 1
    if (!known.has(recording_id)) known.set(recording_id, hue)
    before = hue
    return hue
  })
}

/** Titles as far as there is room before the next one; none where only a letter or two would fit. */
function placeLabels(starts: { x: number; y: number; title: string }[], width: number): ReignShape['labels'] {
  return starts.flatMap(({ x, y, title }, index) => {
    const next = starts[index + 1]
    const end = next !== undefined && next.y === y ? next.x : width
    const letters = Math.floor((end - x - 4) / LETTER)
    const text = title.length <= letters ? title : `${[...title].slice(0, letters - 1).join('')}…`
    return letters < 4 ? [] : [{ x, y: y + ROW - BAR - 7, text }]
  })
}
