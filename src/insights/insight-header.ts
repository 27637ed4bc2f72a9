import { listColumns, type ModelColumn, readGlossary } from '../models/column-meanings.ts'
import { readHeaderLines } from '../models/model-files.ts'

export interface InsightParameter {
  name: string
  /** What it is where nothing is given; null where something must be. */
  initial: string | null
  meaning: string
}

/** A question that the warehouse answers: one `.sql` file and what its header says. */
export interface Insight {
  name: string
  title: string
  question: string
  /** What one row is, in words. */
  grain: string
  /** The figure that shows the rows best: table, bar or line. */
  figure: string
  /** Column → how its values are drawn: movement, sparkline; at least or at most where `censored`. */
  draw: Record<string, string>
  /** What the source must offer, e.g. `isrc` or `markets>=2`. */
  needs: string[]
  /** Whether it may be asked of all charts: not at all, of each by itself, or of those of one source together. */
  charts: 'one' | 'each' | 'summed'
  /** False: it only tells what was stored, so no terms of a source forbid it. */
  derives: boolean
  /** Columns that a narrow terminal leaves out first, in order. */
  spare: string[]
  parameters: InsightParameter[]
  columns: ModelColumn[]
  sql: string
}

/** Reads the `-- word: value` lines on top of an insight's file. */
export function parseInsight(name: string, sql: string): Insight {
  const first = (word: string) => readHeaderLines(sql, word)[0] ?? ''
  const list = (word: string) =>
    readHeaderLines(sql, word).flatMap((line) => line.split(',').map((one) => one.trim()))
  return {
    name,
    title: first('title'),
    question: first('question'),
    grain: first('grain'),
    ...parseDrawing(first('draw')),
    needs: list('needs'),
    charts: (first('charts') || 'one') as Insight['charts'],
    derives: first('derived metrics') !== 'none',
    spare: list('spare'),
    parameters: readHeaderLines(sql, 'parameter').map(parseParameter),
    columns: listColumns({ name, sql }),
    sql,
  }
}

/** `bar, movement = movement, streak = at least`: the figure, then how columns are drawn. */
function parseDrawing(line: string): Pick<Insight, 'figure' | 'draw'> {
  const [figure, ...columns] = line.split(',').map((part) => part.trim())
  return { figure: figure || 'table', draw: Object.fromEntries(columns.map((column) => column.split(' = '))) }
}

/** `name = default, meaning`. A parameter without a default is required; one without a meaning is in the glossary. */
function parseParameter(line: string): InsightParameter {
  const [, name = line, initial = null, meaning] = /^(\w+)(?: = ([^,]*))?(?:, (.*))?$/.exec(line) ?? []
  return { name, initial, meaning: meaning ?? readGlossary().get(`:${name}`) ?? '' }
}
