/** Makes the head of every table sort its rows: a button in each column that can be sorted, and one live region. */
export function sortTables() {
  for (const table of document.querySelectorAll('table')) {
    const heads = [...table.querySelectorAll<HTMLTableCellElement>('thead th')]
    for (const [index, head] of heads.entries()) {
      if (head.dataset.sort === undefined) continue
      const button = document.createElement('button')
      button.type = 'button'
      // A link to the definition stays beside the button.
      button.append(...[...head.childNodes].filter((node) => !(node instanceof HTMLAnchorElement)))
      head.prepend(button)
      button.addEventListener('click', () => sortBy(table, heads, index))
    }
  }
}

function sortBy(table: HTMLTableElement, heads: HTMLTableCellElement[], index: number) {
  const head = heads[index]
  const body = table.tBodies[0]
  if (head === undefined || body === undefined) return
  const isAscending = head.getAttribute('aria-sort') !== 'ascending'
  for (const each of heads) each.removeAttribute('aria-sort')
  head.setAttribute('aria-sort', isAscending ? 'ascending' : 'descending')
  const rows = [...body.rows].map((row) => ({ row, key: readKey(row.cells[index]) }))
  rows.sort((a, b) => compareKeys(a.key, b.key, isAscending))
  body.append(...rows.map(({ row }) => row))
  announce(
    `${table.caption?.textContent ?? ''}: sorted by ${head.title || head.textContent}, ${isAscending ? 'ascending' : 'descending'}`,
  )
}

type Key = number | string | null

/** The key of a cell: its own, or its text. Empty cells come last in both directions. */
function readKey(cell: HTMLTableCellElement | undefined): Key {
  const text = cell?.dataset.key ?? cell?.textContent?.trim() ?? ''
  if (text === '') return null
  const number = Number(text.replaceAll(',', ''))
  return Number.isNaN(number) ? text.toLowerCase() : number
}

function compareKeys(a: Key, b: Key, isAscending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
  return isAscending ? order : -order
}

let region: HTMLElement | undefined

function announce(text: string) {
  if (region === undefined) {
    region = document.createElement('p')
    region.className = 'unseen'
    region.setAttribute('role', 'status')
    document.body.append(region)
  }
  region.textContent = text
}
