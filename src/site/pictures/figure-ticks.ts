interface TickRange {
  least: number
  most: number
  /** Whether the values are positions: the axis begins at no. 1. */
  isRank: boolean
}

/** At most about six round values that contain the range: from no. 1 for positions, else from zero. */
export function chooseTicks({ least, most, isRank }: TickRange): number[] {
  if (isRank) {
    const step = findStep(Math.max(4, most))
    const ticks = [1]
    for (let tick = step; ticks.at(-1) !== undefined && (ticks.at(-1) ?? 0) < most; tick += step)
      ticks.push(tick)
    return ticks.length === 1 ? [1, 2] : ticks
  }
  const low = Math.min(0, least)
  const step = findStep(Math.max(1e-9, most - low))
  const first = Math.floor(low / step)
  const ticks = [first * step]
  for (let index = first + 1; (ticks.at(-1) ?? 0) < Math.max(most, low + step); index++)
    ticks.push(index * step)
  return ticks.map((tick) => Number(tick.toPrecision(12)))
}

/** 1, 2 or 5 times a power of ten: a fifth of the range, or a little more. */
function findStep(range: number): number {
  const power = 10 ** Math.floor(Math.log10(range / 5))
  return power * ([1, 2, 5, 10].find((factor) => power * factor * 5 >= range * (1 - 1e-9)) ?? 10)
}
