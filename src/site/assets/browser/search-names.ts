import { foldText } from '../../../domain/text/fold.ts'

interface SearchEntry {
  name: string
  artists: string | null
  address: string
}

interface Found extends SearchEntry {
  /** Where the file with the entry is. */
  base: string
  words: string
}

const kinds = { songs: 8, artists: 4, albums: 4 }

/** Shows names as a reader types. Without this script the form leads to the page of the search. */
export function searchNames() {
  const form = document.querySelector<HTMLFormElement>('search form')
  const field = form?.querySelector('input')
  if (!form || !field) return
  const list = document.createElement('div')
  list.className = 'found'
  const status = document.createElement('p')
  status.className = 'unseen'
  status.setAttribute('role', 'status')
  let indexes: Promise<Found[][]> | undefined
  const show = async () => {
    indexes ??= loadIndexes(form.action)
    form.append(list, status)
    const all = await indexes.catch(() => null)
    if (all === null) {
      // The next key tries again.
      indexes = undefined
      list.textContent = 'The names could not be loaded.'
      return
    }
    const query = foldText(field.value).split(' ').filter(Boolean)
    list.replaceChildren(
      ...(query.length === 0 ? [] : all.flatMap((index, kind) => listFound(index, query, kind))),
    )
    const count = list.childElementCount
    status.textContent = query.length === 0 ? '' : `${count} found`
    if (query.length > 0 && count === 0) list.textContent = 'Nothing was found.'
  }
  field.addEventListener('input', show)
  form.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return
    list.replaceChildren()
    field.focus()
  })
  form.addEventListener('submit', (event) => {
    const first = list.querySelector('a')
    if (first === null) return
    event.preventDefault()
    first.click()
  })
  const given = new URLSearchParams(location.search).get('q')
  if (given === null || !location.href.startsWith(form.action)) return
  field.value = given
  show()
}

async function loadIndexes(action: string): Promise<Found[][]> {
  return Promise.all(
    Object.keys(kinds).map(async (kind) => {
      const base = new URL(`${kind}.json`, action).href
      const entries: SearchEntry[] = await (await fetch(base)).json()
      return entries.map((entry) => ({
        ...entry,
        base,
        words: [entry.name, entry.artists ?? ''].map((text) => ` ${foldText(text)}`).join(''),
      }))
    }),
  )
}

/**
 * The best charting entries in which every word of the query begins a word; if there is no such entry, those with every
 * word anywhere in them.
 */
function listFound(index: Found[], query: string[], kind: number): HTMLElement[] {
  const most = Object.values(kinds)[kind] ?? 0
  const having = (isFound: (words: string, word: string) => boolean) =>
    takeFirst(index, most, ({ words }) => query.every((word) => isFound(words, word)))
  const beginning = having((words, word) => words.includes(` ${word}`))
  return (beginning.length > 0 ? beginning : having((words, word) => words.includes(word))).map(showEntry)
}

function takeFirst<T>(all: T[], most: number, isWanted: (one: T) => boolean): T[] {
  const found: T[] = []
  for (const one of all) {
    if (!isWanted(one)) continue
    found.push(one)
    if (found.length === most) break
  }
  return found
}

function showEntry({ name, artists, address, base }: Found): HTMLElement {
  const link = document.createElement('a')
  link.href = new URL(address, base).href
  link.textContent = name
  if (artists !== null) {
    const small = document.createElement('span')
    small.className = 'artists'
    small.textContent = ` ${artists}`
    link.append(small)
  }
  return link
}
