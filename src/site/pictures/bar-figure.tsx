import { formatColumnName, formatCount, shortenText } from '../format-values.ts'
import type { FigureBar } from './figure-bars.ts'

const WIDTH = 800
const LEFT = 250
/** Room for the value at the end of the longest bar. */
const RIGHT = 150
const BAR = 15
const GAP = 7
const EDGE = 4
const MOST_LETTERS = 34

interface BarFigureProps {
  /** Makes the ids in the picture unique on its page. */
  id: string
  title: string
  /** What the bars measure, as words. */
  what: string
  /** The columns of the values. */
  names: string[]
  bars: FigureBar[]
}

/** A bar for each row, from zero, with its name and its value beside it. */
export function BarFigure({ id, title, what, names, bars }: BarFigureProps) {
  const most = Math.max(1e-9, ...bars.flatMap(({ values }) => values.map((one) => one?.value ?? 0)))
  const row = names.length * BAR + GAP
  const height = bars.length * row + 2 * EDGE
  const toWidth = (value: number) => Math.round((Math.max(0, value) / most) * (WIDTH - LEFT - RIGHT))
  const first = bars[0]?.values.find((one) => one !== null)
  return (
    <svg
      class="figure"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-labelledby={`${id}-title ${id}-desc`}
      xmlns="http://www.w3.org/2000/svg"
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-desc`}>
        {formatCount(bars.length, 'row')} with {what} as bars. The first one is {bars[0]?.name} with{' '}
        {first?.text}. The table has all rows.
      </desc>
      {bars.map(({ name, values }, index) => {
        const top = EDGE + index * row
        return (
          <g>
            <title>{name}</title>
            <text
              class="label"
              x={LEFT - 8}
              y={top + (names.length * BAR) / 2 + 4}
              font-size="12"
              text-anchor="end"
            >
              {shortenText(name, MOST_LETTERS)}
            </text>
            {values.map((one, part) =>
              one === null ? null : (
                <>
                  <rect
                    class={`hue-${part + 1}`}
                    x={LEFT}
                    y={top + part * BAR}
                    width={toWidth(one.value)}
                    height={BAR - 1}
                  />
                  <text
                    class="value"
                    x={LEFT + toWidth(one.value) + 6}
                    y={top + part * BAR + 11}
                    font-size="12"
                  >
                    {one.text}
                    {names.length > 1 && index === 0 ? ` ${formatColumnName(names[part] ?? '')}` : ''}
                  </text>
                </>
              ),
            )}
          </g>
        )
      })}
    </svg>
  )
}
