/** What `bench:daily --keep` measured: processor seconds by the number of daily snapshots. */
export interface DailyFigures {
  histories: DailyHistory[]
  /** A rebuild of the same rows from one import. */
  import: { snapshots: number; rebuild: number }
  first_version: { snapshots: number; rebuild: number }
}

interface DailyHistory {
  snapshots: number
  /** Reads the single files and writes the packs. */
  first_rebuild: number
  rebuild: number
  /** A run of one more day of nine charts. */
  day: number
  /** A load with nothing new. */
  load: number
}

type Step = Exclude<keyof DailyHistory, 'snapshots'>

const steps: Record<Step, { title: string; colour: string }> = {
  first_rebuild: { title: 'first rebuild', colour: '#b4520a' },
  rebuild: { title: 'rebuild with packs', colour: '#1b6ca8' },
  day: { title: 'one more day', colour: '#1b6ca8' },
  load: { title: 'nothing new', colour: '#6b6b6b' },
}

/** The pictures of docs/scale.md by the name of their file. */
export function scalePictures(figures: DailyFigures): Record<string, string> {
  return {
    'rebuild.svg': drawCurves(figures, ['first_rebuild', 'rebuild']),
    'one-more-day.svg': drawCurves(figures, ['day', 'load']),
  }
}

/** The table of docs/scale.md: a row for each history. */
export function scaleTable({ histories }: DailyFigures): string {
  const names = Object.keys(steps) as Step[]
  const head = ['daily snapshots', ...names.map((name) => steps[name].title)]
  const rows = histories.map((history) => [
    history.snapshots.toLocaleString('en'),
    ...names.map((name) => `${history[name].toFixed(1)} s`),
  ])
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const [width, height] = [640, 300]
const margin = { top: 20, right: 150, bottom: 44, left: 56 }

/** Straight lines from history to history, with both axes from zero. */
function drawCurves({ histories }: DailyFigures, names: Step[]): string {
  const most = Math.max(...histories.map(({ snapshots }) => snapshots))
  const top = roundUp(Math.max(...histories.flatMap((history) => names.map((name) => history[name]))))
  const x = (snapshots: number) =>
    round(margin.left + (snapshots / most) * (width - margin.left - margin.right))
  const y = (seconds: number) =>
    round(height - margin.bottom - (seconds / top) * (height - margin.top - margin.bottom))
  const ticks = [0, 1, 2, 3, 4].map((part) => part / 4)
  const lines = [
    ...ticks.flatMap((part) => [
      `<line x1="${margin.left}" x2="${x(most)}" y1="${y(part * top)}" y2="${y(part * top)}" stroke="#ddd"/>`,
      `<text x="${margin.left - 8}" y="${y(part * top) + 4}" text-anchor="end">${round(part * top)}</text>`,
      `<text x="${x(part * most)}" y="${height - margin.bottom + 18}" text-anchor="middle">${(part * most).toLocaleString('en')}</text>`,
    ]),
    `<text x="${x(most / 2)}" y="${height - 8}" text-anchor="middle">daily snapshots</text>`,
    `<text x="${margin.left - 40}" y="12">processor seconds</text>`,
    ...names.flatMap((name) => drawCurve(name)),
  ]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>Processor seconds by daily snapshots: ${names.map((name) => steps[name].title).join(', ')}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...lines,
    '</svg>\n',
  ].join('\n')

  function drawCurve(name: Step): string[] {
    const { title, colour } = steps[name]
    const points = histories.map((history) => [x(history.snapshots), y(history[name])] as const)
    const [right, last] = points.at(-1) ?? [0, 0]
    return [
      `<polyline points="${points.map((point) => point.join()).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...points.map(([left, up]) => `<circle cx="${left}" cy="${up}" r="3" fill="${colour}"/>`),
      `<text x="${right + 10}" y="${last + 4}" fill="${colour}">${title}</text>`,
    ]
  }
}

/** The next number with one digit, or one and a half. */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value))
  return [1, 1.6, 2, 4, 6, 8, 10].map((factor) => factor * unit).find((limit) => limit >= value) ?? value
}

const round = (value: number) => Math.round(value * 10) / 10
