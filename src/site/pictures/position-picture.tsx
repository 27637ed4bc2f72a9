import type { ChartIssueRow } from '../data/chart-issues.ts'
import { chooseTicks } from './figure-ticks.ts'

const WIDTH = 800
const HEIGHT = 260
const LEFT = 34
const RIGHT = 10
const TOP = 14
const BOTTOM = 24

interface Point {
  x: number
  y: number
  position: number
}

/** What a picture of a run consists of, in pixels. */
interface RunShape {
  /** One line for each stretch of observed issues. */
  lines: string[]
  /** Stretches of issues that the calendar expected and that were not observed. */
  unobserved: { x: number; width: number }[]
  peak: Point
  first: Point
  last: Point
  ticks: { y: number; position: number }[]
  dates: { x: number; date: string; anchor: 'start' | 'middle' | 'end' }[]
}

/** Positions over time: of a song, or the best of an artist. */
export interface PositionRun {
  /** The issues from the first position to the last, oldest first. */
  issues: ChartIssueRow[]
  /** By date; an issue without one is a gap in the line. */
  positions: Map<string, number>
}

interface PositionPictureProps {
  run: PositionRun
  title: string
  description: string
  /** Makes the ids in the picture unique on its page. */
  id: string
}

/** Positions on a chart from the first issue to the last: no. 1 is at the top. */
export function PositionPicture({ run, title, description, id }: PositionPictureProps) {
  const { lines, unobserved, peak, ticks, dates } = shapeRun(run)
  return (
    <svg
      class="run-picture"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-labelledby={`${id}-title ${id}-desc`}
      xmlns="http://www.w3.org/2000/svg"
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-desc`}>{description}</desc>
      <pattern
        id={`${id}-hatch`}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect class="hatch" width="2" height="6" fill="#999" fill-opacity="0.5" />
      </pattern>
      {ticks.map(({ y, position }) => (
        <>
          <path class="grid" d={`M${LEFT} ${y}H${WIDTH - RIGHT}`} stroke="#999" stroke-opacity="0.35" />
          <text class="tick" x={LEFT - 6} y={y + 4} text-anchor="end" fill="#777" font-size="12">
            {position}
          </text>
        </>
      ))}
      {unobserved.map(({ x, width }) => (
        <rect x={x} y={TOP} width={width} height={HEIGHT - TOP - BOTTOM} fill={`url(#${id}-hatch)`} />
      ))}
      {lines.map((line) => (
        <path
          class="line"
          d={line}
          fill="none"
          stroke="#0b6fb8"
          stroke-width="2"
          stroke-linejoin="round"
          stroke-linecap="round"
        />
      ))}
      <circle class="peak" cx={peak.x} cy={peak.y} r="4.5" fill="#c2410c" />
      <text
        class="peak-label"
        x={clampLabel(peak.x)}
        y={peak.y > HEIGHT / 2 ? peak.y - 9 : peak.y + 18}
        text-anchor="middle"
        fill="#c2410c"
        font-size="12"
      >
        peak {peak.position}
      </text>
      {dates.map(({ x, date, anchor }) => (
        <text class="tick" x={x} y={HEIGHT - 6} text-anchor={anchor} fill="#777" font-size="12">
          {date}
        </text>
      ))}
    </svg>
  )
}

function clampLabel(x: number): number {
  return Math.min(Math.max(x, LEFT + 26), WIDTH - RIGHT - 26)
}

/** Places the issues at equal distances, those that were not observed included. */
function shapeRun({ issues, positions }: PositionRun): RunShape {
  const slots: number[] = []
  issues.forEach(({ missing_before }, index) => {
    slots.push(index === 0 ? 0 : (slots[index - 1] ?? 0) + 1 + missing_before)
  })
  const last = Math.max(1, slots.at(-1) ?? 1)
  const ticks = chooseTicks({ least: 1, most: Math.max(10, ...positions.values()), isRank: true })
  const lowest = Math.max(...ticks)
  const toX = (slot: number) => Math.round(LEFT + (slot / last) * (WIDTH - LEFT - RIGHT))
  const toY = (position: number) =>
    Math.round(TOP + ((position - 1) / (lowest - 1)) * (HEIGHT - TOP - BOTTOM))
  const lines: string[] = []
  const unobserved: RunShape['unobserved'] = []
  const points: Point[] = []
  let line = ''
  issues.forEach(({ chart_date, missing_before }, index) => {
    const position = positions.get(chart_date)
    const slot = slots[index] ?? 0
    if (index > 0 && missing_before > 0) {
      const from = toX(slot - missing_before - 0.5)
      unobserved.push({ x: from, width: Math.max(2, toX(slot - 0.5) - from) })
    }
    if (position === undefined || missing_before > 0) {
      if (line !== '') lines.push(line)
      line = ''
    }
    if (position === undefined) return
    const point = { x: toX(slot), y: toY(position), position }
    points.push(point)
    line += line === '' ? `M${point.x} ${point.y}h0` : `L${point.x} ${point.y}`
  })
  if (line !== '') lines.push(line)
  const nothing = { x: LEFT, y: TOP, position: 0 }
  const best = Math.min(...points.map(({ position }) => position))
  return {
    lines,
    unobserved,
    peak: points.find(({ position }) => position === best) ?? nothing,
    first: points[0] ?? nothing,
    last: points.at(-1) ?? nothing,
    ticks: ticks.map((position) => ({ position, y: toY(position) })),
    dates: chooseDates(issues.map(({ chart_date }) => chart_date)).map(({ date, index, anchor }) => ({
      date,
      anchor,
      x: toX(slots[index] ?? 0),
    })),
  }
}

function chooseDates(dates: string[]): { date: string; index: number; anchor: 'start' | 'middle' | 'end' }[] {
  const end = dates.length - 1
  const chosen: ReturnType<typeof chooseDates> = [{ date: dates[0] ?? '', index: 0, anchor: 'start' }]
  if (end >= 6) {
    const middle = Math.round(end / 2)
    chosen.push({ date: dates[middle] ?? '', index: middle, anchor: 'middle' })
  }
  if (end >= 1) chosen.push({ date: dates[end] ?? '', index: end, anchor: 'end' })
  return chosen
}
