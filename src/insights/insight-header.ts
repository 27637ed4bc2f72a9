import { listColumns, type ModelColumn, readGlossary } from '../models/column-meanings.ts'
import { inlineModels } from '../models/inline-models.ts'
import { readHeaderLines, sqlFiles } from '../models/model-files.ts'

export interface InsightParameter {
  name: string
  /** The default; null if a value is required. */
  initial: string | null
  /** The values that it takes, the default first; empty if it takes others as well. */
  choices: string[]
  meaning: string
}

/** How a terminal shows rows as a matrix: a line per value of `row`, a column per value of `column`. */
export interface Matrix {
  row: string
  column: string
  cells: string[]
}

/** The picture that shows the rows best: a page draws it, a terminal does not. */
export interface Figure {
  kind: 'table' | 'bar' | 'line'
  /** The columns that it draws. Several are drawn beside each other. A line goes over `chart_date`. */
  values: string[]
  /** The columns that name a bar or a line; a line over all rows has no name. */
  by: string[]
}

/** A question that the warehouse answers: one `.sql` file and its header. */
export interface Insight {
  name: string
  /** The folder of its file, e.g. `songs`. */
  subject: string
  title: string
  question: string
  /** What one row is, as text. */
  grain: string
  figure: Figure
  /** Column → how a terminal draws its values: movement, sparkline; at least, at most or at best where `censored`. */
  draw: Record<string, string>
  /** What the source must offer, e.g. `isrc` or `markets>=2`. */
  needs: string[]
  /** Which charts one answer may cover: `one`, all of them `each` by itself, or those of a source `summed`. */
  charts: 'one' | 'each' | 'summed'
  /** False if it only reports what was stored, which the terms of every source allow. */
  derives: boolean
  /** Columns that are the point of the answer: a terminal neither leaves them out nor truncates them. */
  key: string[]
  /** Columns that a narrow terminal leaves out first, in order. */
  spare: string[]
  /** Columns that a terminal leaves out if they are empty in every row. */
  optional: string[]
  /** Null if a terminal shows the rows as they are. */
  matrix: Matrix | null
  parameters: InsightParameter[]
  columns: ModelColumn[]
  /** The query, with the parts that insights share in it. */
  sql: string
}

/** Reads the `-- word: value` lines at the top of an insight's file. */
export function parseInsight(name: string, sql: string, subject = ''): Insight {
  const first = (word: string) => readHeaderLines(sql, word)[0] ?? ''
  const list = (word: string) =>
    readHeaderLines(sql, word).flatMap((line) => line.split(',').map((one) => one.trim()))
  return {
    name,
    subject,
    title: first('title'),
    question: first('question'),
    grain: first('grain'),
    figure: parseFigure(first('draw')),
    draw: parseDrawing(first('draw')),
    needs: list('needs'),
    charts: (first('charts') || 'one') as Insight['charts'],
    derives: first('derived metrics') !== 'none',
    key: list('key'),
    spare: list('spare'),
    optional: list('optional'),
    matrix: parseMatrix(first('matrix')),
    parameters: readHeaderLines(sql, 'parameter').map(parseParameter),
    columns: listColumns({ name, sql }),
    sql: inlineModels(sql, 'shared', sqlFiles('shared')),
  }
}

/** `bar of points by song and year, …`, `table, …` */
function parseFigure(line: string): Figure {
  const [kind = 'table', values, by] =
    /^(\w+)(?: of ([\w ]+?))?(?: by ([\w ]+))?(?=,|$)/.exec(line)?.slice(1) ?? []
  return {
    kind: kind as Figure['kind'],
    values: values?.split(' and ') ?? [],
    by: by?.split(' and ') ?? [],
  }
}

/** `bar of points by song, movement = movement, streak = at least`: a figure for pictures, which a terminal does not draw, then columns. */
function parseDrawing(line: string): Insight['draw'] {
  const [, ...columns] = line.split(',').map((part) => part.trim())
  return Object.fromEntries(columns.map((column) => column.split(' = ')))
}

/** `chart_date, chart = position, metric`: rows, columns, cells. */
function parseMatrix(line: string): Matrix | null {
  const [, row = '', column = '', cells = ''] = /^(\w+), (\w+) = (.*)$/.exec(line) ?? []
  return line === '' ? null : { row, column, cells: cells.split(', ') }
}

/** `name = default, meaning`, where a choice `a|b` has its first as default. A parameter without a default is required; one without a meaning is in the glossary. */
function parseParameter(line: string): InsightParameter {
  const [, name = line, initial = null, meaning] = /^(\w+)(?: = ([^,]*))?(?:, (.*))?$/.exec(line) ?? []
  const choices = initial?.includes('|') ? initial.split('|') : []
  return {
    name,
    initial: choices[0] ?? initial,
    choices,
    meaning: meaning ?? readGlossary().get(`:${name}`) ?? '',
  }
}
