import { readFileSync } from 'node:fs'
import { type JSONVisitor, visit } from 'jsonc-parser'
import * as z from 'zod'
import { fileSchema } from '../src/config/config-schema.ts'

type Schema = Record<string, unknown>

/**
 * `hitparade.schema.json`: the shape of the configuration file, for editors. Descriptions of the keys are the comments of
 * the example file, and what `fileSchema` expects.
 */
export function configJsonSchema(): string {
  const comments = readComments(readFileSync('hitparade.example.jsonc', 'utf8'))
  const schema: Schema = z.toJSONSchema(fileSchema, { io: 'input' })
  describeProperties(schema, '', comments)
  const text = {
    ...schema,
    title: 'Configuration of hitparade',
    allowComments: true,
    allowTrailingCommas: true,
  }
  return `${JSON.stringify(text, null, 2)}\n`
}

/** The comment above each key, by the path of the key without indexes, e.g. `charts.time_zone`. The first one counts. */
function readComments(text: string): Map<string, string> {
  const comments = new Map<string, string>()
  let pending: string[] = []
  const visitor: JSONVisitor = {
    onComment: (offset, length) => pending.push(text.slice(offset, offset + length).replace(/^\/\/ ?/, '')),
    onObjectBegin: () => {
      pending = []
    },
    onObjectProperty: (key, _offset, _length, _line, _column, getPath) => {
      const path = joinPath(getPath(), key)
      if (pending.length > 0 && !comments.has(path)) comments.set(path, pending.join(' '))
      pending = []
    },
  }
  visit(text, visitor, { allowTrailingComma: true })
  return comments
}

function joinPath(parents: (string | number)[], key: string): string {
  return [...parents, key].filter((part) => typeof part === 'string').join('.')
}

function describeProperties(schema: Schema, parent: string, comments: Map<string, string>) {
  const inner = (schema.items ?? schema) as Schema
  for (const [key, value] of Object.entries((inner.properties ?? {}) as Record<string, Schema>)) {
    const path = parent === '' ? key : `${parent}.${key}`
    const parts = [comments.get(path), value.description].filter((part) => part !== undefined)
    if (parts.length > 0) value.description = parts.join(' ')
    describeProperties(value, path, comments)
  }
}
