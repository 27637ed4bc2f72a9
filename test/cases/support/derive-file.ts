import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Derived } from './must-schema.ts'

type Json = Record<string, unknown>
type Encoding = 'utf16le' | 'utf16be'

/** Writes a file that a step derives from the inputs in the same folder, or from nothing. */
export async function deriveFile(folder: string, name: string, derived: Derived): Promise<void> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, await makeBytes(folder, derived))
}

async function makeBytes(folder: string, derived: Derived): Promise<Uint8Array> {
  const readJson = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'))
  if ('json' in derived) return Buffer.from(JSON.stringify(derived.json))
  if ('ndjson' in derived) return Buffer.from(joinLines(derived.ndjson.map((line) => JSON.stringify(line))))
  if ('list' in derived) return Buffer.from(JSON.stringify(await Promise.all(derived.list.map(readJson))))
  if ('joined' in derived) {
    const lines = await Promise.all(derived.joined.map(readJson))
    return Buffer.from(joinLines(lines.map((line) => JSON.stringify(line))))
  }
  if ('lines' in derived) return pack(Buffer.from(joinLines(derived.lines)), derived)
  const bytes = await readFile(join(folder, derived.copy))
  const changes = [
    derived.replace,
    derived.set,
    derived.remove,
    derived.keep,
    derived.take,
    derived.rows,
    derived.pretty,
  ]
  if (changes.every((change) => change === undefined)) return pack(bytes, derived)
  return pack(Buffer.from(changeText(bytes.toString('utf8'), derived)), derived)
}

function joinLines(lines: string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

function pack(
  bytes: Buffer,
  { gzip = false, encoding }: { gzip?: boolean | undefined; encoding?: Encoding | undefined },
): Uint8Array {
  const encoded = encoding === undefined ? bytes : encode(bytes.toString('utf8'), encoding)
  return gzip ? gzipSync(encoded) : encoded
}

/** UTF-16 with its byte order mark. */
function encode(text: string, encoding: Encoding): Buffer {
  const bytes = Buffer.from(`\u{feff}${text.replace(/^\u{feff}/u, '')}`, 'utf16le')
  return encoding === 'utf16le' ? bytes : bytes.swap16()
}

function changeText(text: string, derived: Extract<Derived, { copy: string }>): string {
  const { replace = {}, set = {}, remove = [], keep = {}, take, rows, pretty } = derived
  let changed = text
  for (const [from, to] of Object.entries(replace)) {
    if (!changed.includes(from)) throw new Error(`${derived.copy} has no ${JSON.stringify(from)}`)
    changed = changed.replaceAll(from, to)
  }
  if (rows !== undefined) {
    const [header = '', ...lines] = changed.split(/\r\n|\n/)
    changed = joinLines([header, ...rows.map((row) => lines[row - 1] ?? '')])
  }
  const isJson = [derived.set, derived.remove, derived.keep, take, pretty].some(
    (change) => change !== undefined,
  )
  if (!isJson) return changed
  const json = { whole: JSON.parse(changed) }
  for (const [steps, value] of Object.entries(set)) {
    visit(json, pathIn(steps), (parent, key) => {
      parent[key] = value
    })
  }
  for (const steps of remove) visit(json, pathIn(steps), (parent, key) => delete parent[key])
  for (const [steps, places] of Object.entries(keep)) {
    visit(json, pathIn(steps), (parent, key) => {
      const items = parent[key] as unknown[]
      parent[key] = Array.isArray(places) ? places.map((place) => items[place - 1]) : items.slice(0, places)
    })
  }
  let whole: unknown = json.whole
  if (take !== undefined) visit(json, pathIn(take), (parent, key) => (whole = parent[key]))
  return JSON.stringify(whole, null, pretty === true ? 2 : 0)
}

function pathIn(steps: string): string {
  return steps === '' ? 'whole' : `whole.${steps}`
}

/** Calls `act` at each place that a path names; `*` is every item. */
function visit(parent: unknown, path: string, act: (parent: Json, key: string) => void): void {
  const [first = '', ...rest] = path.split('.')
  if (typeof parent !== 'object' || parent === null) throw new Error(`nothing at ${path}`)
  for (const key of first === '*' ? Object.keys(parent) : [first]) {
    if (rest.length === 0) act(parent as Json, key)
    else visit((parent as Json)[key], rest.join('.'), act)
  }
}
