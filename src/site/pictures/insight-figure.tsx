import type { Insight } from '../../insights/insight-header.ts'
import type { Answer } from '../../insights/run-insight.ts'
import { capitalize, formatColumnName, formatCount } from '../format-values.ts'
import type { SiteChart } from '../site.ts'
import { BarFigure } from './bar-figure.tsx'
import { listFigureBars } from './figure-bars.ts'
import { listFigureLines } from './figure-lines.ts'
import { LineFigure } from './line-figure.tsx'

/** Bars and lines of a picture: with more, its names overlap. */
const mostBars = 40
const mostLines = 12

interface InsightFigureProps {
  insight: Insight
  answer: Answer
  /** The chart that the answer is about; null if it is about several. */
  chart: SiteChart | null
}

/** The picture that the header of an insight declares; nothing for an answer without a value that can be drawn. */
export function InsightFigure({ insight: { title, figure, columns }, answer, chart }: InsightFigureProps) {
  if (figure.kind === 'table') return null
  const shared = { id: 'figure', title: chart === null ? title : `${title}, ${chart.chart_name}` }
  const what = figure.values.map(formatColumnName).join(' and ')
  const by = figure.by.map(formatColumnName).join(' and ')
  const caption = `${capitalize(what)}${by === '' ? '' : ` by ${by}`}`
  if (figure.kind === 'bar') {
    const bars = listFigureBars(figure, answer)
    if (bars.length === 0) return null
    return (
      <Framed caption={caption} left={describeFirst(mostBars, bars.length, 'row')}>
        <BarFigure {...shared} what={what} names={figure.values} bars={bars.slice(0, mostBars)} />
      </Framed>
    )
  }
  const lines = listFigureLines(figure, answer)
  if (lines.length === 0) return null
  const isRank = columns.some(
    ({ name, unit }) => name === figure.values[0] && /^positions?$/.test(unit ?? ''),
  )
  return (
    <Framed caption={caption} left={describeFirst(mostLines, lines.length, 'line')}>
      <LineFigure {...shared} what={what} isRank={isRank} lines={lines.slice(0, mostLines)} />
    </Framed>
  )
}

function describeFirst(most: number, all: number, what: string): string {
  return all > most ? ` The picture has the first ${most} of ${formatCount(all, what)}.` : ''
}

function Framed({ caption, left, children }: { caption: string; left: string; children: unknown }) {
  return (
    <figure>
      <figcaption>
        {caption}.{left}
      </figcaption>
      <section class="scroll" aria-label={`Picture: ${caption}`} tabindex={0}>
        {children}
      </section>
    </figure>
  )
}
