/** A table of a page, as a reader sees it: every cell as text. */
export interface ReadTable {
  caption: string
  /** Whether a sentence before it says that all its counts may be larger. */
  isBounded: boolean
  rows: ReadRow[]
}

export interface ReadRow {
  /** Text of each cell by the head of its column. */
  cells: Map<string, string>
  /** Text of each element with a `data-field`, by that name. */
  fields: Map<string, string>
  html: string
}

/** Reads the tables of a page from its HTML, without anything of the code that wrote it. */
export function readTables(html: string): ReadTable[] {
  const tables = html.matchAll(/(<p class="bounds">[^<]*<\/p><section[^>]*>)?<table>(.*?)<\/table>/gs)
  return [...tables].map(([, note, table = '']) => {
    const [, caption = ''] = /<caption[^>]*>(.*?)<\/caption>/s.exec(table) ?? []
    const [, head = '', body = ''] = /<thead>(.*?)<\/thead><tbody>(.*?)<\/tbody>/s.exec(table) ?? []
    // The link to a definition is not part of the name of a column.
    const named = head.replace(/<a class="about".*?<\/a>/gs, '')
    const heads = [...named.matchAll(/<th[^>]*>(.*?)<\/th>/gs)].map(([, text = '']) => readText(text))
    const rows = [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) => {
      const cells = [...row.matchAll(/<(t[hd])(?: [^>]*)?>(.*?)<\/\1>/gs)].map(([, , cell = '']) =>
        readText(cell),
      )
      return {
        cells: new Map(heads.map((name, index) => [name, cells[index] ?? ''])),
        fields: readFields(row),
        html: row,
      }
    })
    return { caption: readText(caption), isBounded: note !== undefined, rows }
  })
}

/** The text of each element with a `data-field`; of several with one name the last. */
export function readFields(html: string): Map<string, string> {
  const found = html.matchAll(/<(\w+)(?: [^>]*)? data-field="(\w+)"[^>]*>(.*?)<\/\1>/gs)
  return new Map([...found].map(([, , name = '', text = '']) => [name, readText(text)]))
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** HTML as the text that a reader sees. */
export function readText(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')
    .trim()
}

/** What a formatted value says. */
export interface ReadValue {
  value: number | string | null
  /** Whether it may be larger, or earlier. */
  isBound: boolean
}

/** `≥ 1,234` → 1234, a bound; `−3` → -3; `12.5 %` → 0.125; a date stays text; nothing is null. */
export function readValue(text: string): ReadValue {
  const isBound = /^[≥≤] /.test(text)
  const plain = text.replace(/^[≥≤] /, '')
  if (plain === '') return { value: null, isBound }
  if (/^\d{4}-\d\d-\d\d$/.test(plain)) return { value: plain, isBound }
  const isShare = plain.endsWith(' %')
  const number = Number(plain.replace(' %', '').replaceAll(',', '').replace('−', '-').replace('+', ''))
  return { value: Number.isNaN(number) ? plain : isShare ? number / 100 : number, isBound }
}
