import { z } from 'zod'

/** Words that must occur in one line, in any order and letter case. A word is found whole: `--date` is not in `--dates`. */
const words = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])

const value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])

/** The first row names the columns. */
const table = z
  .array(z.array(value))
  .min(2)
  .refine((rows) => rows.every(({ length }) => length === rows[0]?.length), 'rows of unequal length')

/** How to make a file of the step from the inputs of the case, or from nothing. */
const derived = z.union([
  /** The text of a file, line by line. `gzip` and `encoding` as below. */
  z.strictObject({
    lines: z.array(z.string()),
    gzip: z.boolean().optional(),
    encoding: z.enum(['utf16le', 'utf16be']).optional(),
  }),
  /** JSON, written to the file. */
  z.strictObject({ json: z.unknown() }),
  /** JSON values, one a line. */
  z.strictObject({ ndjson: z.array(z.unknown()) }),
  /** A changed copy of an input. */
  z.strictObject({
    copy: z.string(),
    /** Texts that are replaced everywhere; one that does not occur is an error. `\n` is every line end. */
    replace: z.record(z.string(), z.string()).optional(),
    /** In a copied JSON file, values by their path: `tracks.items.*.added_at`; the path '' is the whole file. */
    set: z.record(z.string(), z.unknown()).optional(),
    /** Paths of what a copied JSON file loses. */
    remove: z.array(z.string()).optional(),
    /** Which items of lists stay, by the path of the list: how many from the first, or their places from 1 in a new order. */
    keep: z.record(z.string(), z.union([z.int(), z.array(z.int().min(1))])).optional(),
    /** The JSON of this path becomes the whole file. */
    take: z.string().optional(),
    /** Which rows of a copied CSV file stay, from 1 and in this order, below the header; a row may be there twice. */
    rows: z.array(z.int().min(1)).optional(),
    /** Indented, or on one line. */
    pretty: z.boolean().optional(),
    gzip: z.boolean().optional(),
    encoding: z.enum(['utf16le', 'utf16be']).optional(),
  }),
  /** The JSON of other inputs: as a list, or a line each. */
  z.strictObject({ list: z.array(z.string()) }),
  z.strictObject({ joined: z.array(z.string()) }),
])

/** What `import` prints of one file. */
const file = z.strictObject({
  outcome: z.enum(['imported', 'refused', 'incomplete', 'already']),
  /** Words of the reason why the file was refused. */
  reason: z.array(words).optional(),
  source: z.string().optional(),
  /** Charts of the file, sorted. */
  charts: z.array(z.string()).optional(),
  issues: z.int().optional(),
  entries: z.int().optional(),
  rejects: z.int().optional(),
})

/** A stored issue that counts, and rows of it. */
const issue = z.strictObject({
  /** The slug; with a `*` at its end, what it begins with. */
  chart: z.string(),
  chart_date: z.string(),
  source: z.string().optional(),
  name: z.string().optional(),
  entries: z.int().optional(),
  rejects: z.int().optional(),
  size: z.int().optional(),
  cadence: z.enum(['daily', 'weekly']).optional(),
  missing_before: z.int().optional(),
  fetched_at: z.string().optional(),
  credits_complete: z.boolean().optional(),
  /** Whether a check withholds it. By default it must be published. */
  withheld: z.boolean().optional(),
  /** Positions up to `size` without an entry. */
  holes: z.array(z.int()).optional(),
  /** Rows that the issue must have; read-state.ts has the columns. */
  rows: table.optional(),
})

const step = z.strictObject({
  /** What the step shows, as a sentence. It names the step in pending.json. */
  does: z.string(),
  /** A kind of input that the case only mentions. */
  neighbour: z.literal(true).optional(),
  /** Goes on in the data folder of the step before. Without it the data folder is new. */
  continue: z.literal(true).optional(),
  /** Files of this step, by name. All inputs of the case are there as well. */
  given: z.record(z.string(), derived).optional(),
  /** Puts every raw object that was processed back to where new ones wait. */
  deliver_again: z.literal(true).optional(),
  /** Another process has the warehouse open meanwhile. In `says`, `{holder}` is its process id. */
  held: z.enum(['reading', 'writing']).optional(),
  /** The command line, without `--data-dir` and `--format`. */
  run: z.array(z.string()),
  /** Another command line that runs at the same time and must end with the same exit code. */
  beside: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()).optional(),
  exit: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  /** By name, what `import` prints of each file; all files of the command. */
  files: z.record(z.string(), file).optional(),
  /** Texts that the output must have. */
  says: z.array(words).optional(),
  /** Texts that no line of the output may have. */
  never: z.array(words).optional(),
  /** Columns that the import lists as not used. */
  not_used: z.array(z.string()).optional(),
  /** Rows that the command prints: all of them, in any order, and of each the given columns. */
  prints: table.or(z.tuple([])).optional(),
  /** Raw objects that are stored. */
  stored: z.int().optional(),
  /** Rows that the command prints beside others. */
  prints_some: table.optional(),
  /** Printed rows that have the first text must also have one of the others, as a value or as the name of a column that is not empty. */
  marked: z.array(z.array(z.string()).min(2)).optional(),
  /** All issues that count; those of files that are incomplete do not. */
  issues: z.array(issue).optional(),
  /** All rejects: columns chart_date, position, reason, detail, title. */
  rejects: table.or(z.tuple([])).optional(),
  /** How many artists are stored, and names that no artist may have. */
  artists: z.int().optional(),
  no_artist: z.array(z.string()).optional(),
  /** Files and folders that must have the same bytes. */
  same_bytes: z.array(z.array(z.string())).optional(),
  /** By written file, texts that it must have, and texts that it may not have. Of an xlsx file all its parts are read. */
  text_has: z.record(z.string(), z.array(z.string())).optional(),
  text_lacks: z.record(z.string(), z.array(z.string())).optional(),
  /** By Parquet file, the logical types of columns. */
  parquet_columns: z.record(z.string(), z.record(z.string(), z.string())).optional(),
})

export const mustSchema = z.strictObject({
  /** The kind that the case stands for. */
  kind: z.string(),
  steps: z
    .array(step)
    .min(1)
    .refine((steps) => new Set(steps.map(({ does }) => does)).size === steps.length, 'two steps of one name'),
})

export type Must = z.infer<typeof mustSchema>
export type Step = Must['steps'][number]
export type Derived = z.infer<typeof derived>
export type IssueMust = z.infer<typeof issue>
export type Table = z.infer<typeof table>
