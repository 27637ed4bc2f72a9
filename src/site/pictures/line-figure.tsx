import { toDate } from '../data/epoch-days.ts'
import { formatCount, formatValue, shortenText } from '../format-values.ts'
import type { FigureLine } from './figure-lines.ts'
import { chooseTicks } from './figure-ticks.ts'
import { placeLabels } from './place-labels.ts'

const WIDTH = 800
const HEIGHT = 300
const LEFT = 52
/** Room for the names at the ends of lines. */
const RIGHT = 190
const TOP = 12
const BOTTOM = 26
const HUES = 8
const MOST_LETTERS = 24

interface LineFigureProps {
  /** Makes the ids in the picture unique on its page. */
  id: string
  title: string
  /** What the lines measure, as words. */
  what: string
  /** Whether the values are positions: no. 1 is at the top. */
  isRank: boolean
  lines: FigureLine[]
}

/** Lines over time, each with its name at its end. A gap is a gap. */
export function LineFigure({ id, title, what, isRank, lines }: LineFigureProps) {
  const { toX, toY, ticks, times } = scaleLines(lines, isRank)
  const isDated = lines.every((line) => line.isDated)
  const formatTime = (at: number) => (isDated ? toDate(at) : `issue ${at}`)
  const ends = lines.map(({ name, stretches }) => {
    const last = stretches.at(-1)?.at(-1) ?? { at: 0, value: 0 }
    return { x: toX(last.at) + 6, y: toY(last.value) + 4, text: shortenText(name, MOST_LETTERS) }
  })
  const labels = placeLabels(ends, { top: TOP, bottom: HEIGHT - BOTTOM })
  return (
    <svg
      class="figure"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-labelledby={`${id}-title ${id}-desc`}
      xmlns="http://www.w3.org/2000/svg"
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-desc`}>
        {formatCount(lines.length, 'line')} with {what}, from {formatTime(times[0] ?? 0)} to{' '}
        {formatTime(times.at(-1) ?? 0)}
        {isRank ? ', no. 1 at the top' : ''}. The table has all values.
      </desc>
      {ticks.map((value) => (
        <>
          <path class="grid" d={`M${LEFT} ${toY(value)}H${WIDTH - RIGHT}`} />
          <text class="tick" x={LEFT - 6} y={toY(value) + 4} text-anchor="end" font-size="12">
            {formatValue(value)}
          </text>
        </>
      ))}
      {lines.map(({ name, stretches }, index) => (
        <g class={`stroke-${(index % HUES) + 1}`}>
          {name === '' ? null : <title>{name}</title>}
          <path
            d={stretches.map((points) => drawStretch(points, toX, toY)).join('')}
            fill="none"
            stroke-width="2"
            stroke-linejoin="round"
            stroke-linecap="round"
          />
          {name === '' ? null : (
            <text class="label" x={labels[index]?.x} y={labels[index]?.y} font-size="12">
              {labels[index]?.text}
            </text>
          )}
        </g>
      ))}
      {times.map((at, index) => (
        <text
          class="tick"
          x={toX(at)}
          y={HEIGHT - 6}
          text-anchor={index === 0 ? 'start' : index === times.length - 1 ? 'end' : 'middle'}
          font-size="12"
        >
          {formatTime(at)}
        </text>
      ))}
    </svg>
  )
}

/** Where times and values are, in pixels. */
function scaleLines(lines: FigureLine[], isRank: boolean) {
  const points = lines.flatMap(({ stretches }) => stretches.flat())
  const reduce = (pick: (one: number, other: number) => number, all: number[]) =>
    all.reduce((a, b) => pick(a, b))
  const all = points.map(({ at }) => at)
  const [start, end] = [reduce(Math.min, all), reduce(Math.max, all)]
  const values = points.map(({ value }) => value)
  const ticks = chooseTicks({ least: reduce(Math.min, values), most: reduce(Math.max, values), isRank })
  const [low = 0, high = 1] = [Math.min(...ticks), Math.max(...ticks)]
  const toX = (at: number) =>
    Math.round(LEFT + ((at - start) / Math.max(1, end - start)) * (WIDTH - LEFT - RIGHT))
  const toY = (value: number) => {
    const share = (value - low) / (high - low)
    return Math.round(TOP + (isRank ? share : 1 - share) * (HEIGHT - TOP - BOTTOM))
  }
  const middle = end - start >= 6 ? [Math.round((start + end) / 2)] : []
  return { toX, toY, ticks, times: [...new Set([start, ...middle, end])] }
}

/** A single point is a dot. Points of one pixel are one. */
function drawStretch(
  points: { at: number; value: number }[],
  toX: (at: number) => number,
  toY: (value: number) => number,
): string {
  let path = ''
  let before = ''
  for (const { at, value } of points) {
    const point = `${toX(at)} ${toY(value)}`
    if (path === '') path = `M${point}h0`
    else if (point !== before) path += `L${point}`
    before = point
  }
  return path
}
