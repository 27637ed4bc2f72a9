/** Pixels from one issue to the next, and of the whole height. */
const STEP = 3
const HEIGHT = 20
/** Room for the round ends of lines. */
const EDGE = 2

export interface Sparkline {
  /** The `d` of an SVG path. */
  path: string
  width: number
  height: number
}

/**
 * Positions on an inverted axis as a path on an integer grid: no. 1 is at the top, the last position of the chart at the
 * bottom. All sparklines of a chart have the same scale. A gap is a gap, and a single issue is a dot.
 */
export function drawSparkline(positions: readonly (number | null)[], chartSize: number): Sparkline {
  const scale = (HEIGHT - 2 * EDGE) / Math.max(1, chartSize - 1)
  let path = ''
  let [x, y] = [0, 0]
  let isDrawing = false
  positions.forEach((position, index) => {
    if (position === null) {
      isDrawing = false
      return
    }
    const right = EDGE + index * STEP
    const down = EDGE + Math.round((Math.min(position, chartSize) - 1) * scale)
    if (path === '') path = `M${right} ${down}h0`
    else if (isDrawing) path += down === y ? `h${right - x}` : `l${right - x} ${down - y}`
    else path += `m${right - x} ${down - y}h0`
    isDrawing = true
    ;[x, y] = [right, down]
  })
  return { path, width: 2 * EDGE + (positions.length - 1) * STEP, height: HEIGHT }
}
