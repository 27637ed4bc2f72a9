import type { ChartIssueRow } from '../data/chart-issues.ts'
import { type BumpLine, bumpDepth } from '../data/charts/bump-lines.ts'
import { formatCount, shortenText } from '../format-values.ts'

const WIDTH = 860
const ROW = 28
const TOP = 12
const LEFT = 190
const RIGHT = 190
const HUES = 8
/** How far a line goes on where its song leaves the top ten. */
const STUB = 16
const MOST_LETTERS = 24

interface BumpPictureProps {
  name: string
  issues: ChartIssueRow[]
  lines: BumpLine[]
}

/** The way of every song through the top ten: no. 1 is at the top. A line that leaves ends in a stub with its new position. */
export function BumpPicture({ name, issues, lines }: BumpPictureProps) {
  const height = TOP + bumpDepth * ROW + 22
  const toX = (index: number) =>
    Math.round(LEFT + (index / Math.max(1, issues.length - 1)) * (WIDTH - LEFT - RIGHT))
  const ends = [0, issues.length - 1]
  return (
    <svg
      class="bump"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-labelledby="bump-title bump-desc"
      xmlns="http://www.w3.org/2000/svg"
    >
      <title id="bump-title">The top ten of {name}</title>
      <desc id="bump-desc">
        {formatCount(lines.length, 'song')} on {formatCount(issues.length, 'issue')}; the table has all
        positions.
      </desc>
      {lines.map(({ song, recording_id, positions }, index) => {
        const title = shortenText(song ?? recording_id, MOST_LETTERS)
        const { paths, dots, stubs } = drawLine(positions, toX)
        return (
          <g class={`stroke-${(index % HUES) + 1}`}>
            <title>{song ?? recording_id}</title>
            {paths.map((path) => (
              <path d={path} fill="none" stroke-width="2.5" stroke-linejoin="round" stroke-linecap="round" />
            ))}
            {dots.map(({ x, y }) => (
              <circle cx={x} cy={y} r="4" />
            ))}
            {stubs.map(({ x, y, text }) => (
              <text class="tick" x={x} y={y + 4} font-size="11" text-anchor="middle">
                {text}
              </text>
            ))}
            {ends.map((end) => {
              const position = positions[end] ?? null
              if (position === null || position > bumpDepth) return null
              const isFirst = end === 0
              return (
                <text
                  class="label"
                  x={toX(end) + (isFirst ? -12 : 12)}
                  y={toY(position) + 4}
                  font-size="12"
                  text-anchor={isFirst ? 'end' : 'start'}
                >
                  {isFirst ? `${title}  ${position}` : `${position}  ${title}`}
                </text>
              )
            })}
          </g>
        )
      })}
      {ends.map((end) => (
        <text class="tick" x={toX(end)} y={height - 4} font-size="12" text-anchor="middle">
          {issues[end]?.chart_date}
        </text>
      ))}
    </svg>
  )
}

interface Drawing {
  paths: string[]
  dots: { x: number; y: number }[]
  stubs: { x: number; y: number; text: string }[]
}

/** The stretches of a song within the top ten, and a stub on each side where it was or went below. */
function drawLine(positions: BumpLine['positions'], toX: (index: number) => number): Drawing {
  const drawing: Drawing = { paths: [], dots: [], stubs: [] }
  const isInside = (index: number) => (positions[index] ?? bumpDepth + 1) <= bumpDepth
  let path = ''
  positions.forEach((position, index) => {
    if (position === null || position > bumpDepth) return
    const [x, y] = [toX(index), toY(position)]
    drawing.dots.push({ x, y })
    path += path === '' ? `M${x} ${y}` : `L${x} ${y}`
    if (index === positions.length - 1) {
      if (path.includes('L')) drawing.paths.push(path)
      return
    }
    if (isInside(index + 1)) return
    const next = positions[index + 1] ?? null
    drawing.paths.push(`${path}l${STUB} ${STUB / 2}`)
    drawing.stubs.push({ x: x + STUB + 10, y: y + STUB / 2, text: next === null ? 'out' : String(next) })
    path = ''
  })
  return drawing
}

function toY(position: number): number {
  return TOP + (position - 1) * ROW + ROW / 2
}
