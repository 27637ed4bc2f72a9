import { UnreadableError } from '../../domain/errors.ts'
import type { Playlist } from './playlist-format.ts'

/** Pages as one playlist. Its name and version are those of the first page. */
export function joinPages(pages: Playlist[]): Playlist {
  const listed = pages.filter(({ items }) => items !== null)
  const [head, first, last] = [pages[0], listed[0], listed.at(-1)]
  if (head === undefined || first === undefined || last === undefined) {
    throw new UnreadableError('pages without a list of songs')
  }
  const items: unknown[] = []
  for (const page of listed) {
    const expected = (first.offset ?? 0) + items.length
    if ((page.offset ?? expected) !== expected) {
      throw new UnreadableError(`page that begins at ${page.offset}, expected ${expected}`)
    }
    items.push(...(page.items ?? []))
  }
  const { id, name, version, url } = head
  const { total, next, states_next } = last
  return { id, name, version, url, total, next, states_next, offset: first.offset, items }
}

/**
 * Pages of one list in any order, by the items before them. Where one is missing, the list ends before it, and is not
 * whole. A page that occurs twice counts once.
 */
export function joinUnordered(pages: Playlist[]): Playlist {
  const sorted = pages
    .map((page, at) => ({ page, offset: page.offset ?? (at === 0 ? 0 : Number.POSITIVE_INFINITY) }))
    .sort((a, b) => a.offset - b.offset)
    .map(({ page }) => page)
  const [first] = sorted
  if (first === undefined) throw new UnreadableError('no page')
  const items: unknown[] = []
  let end = first.offset ?? 0
  let last = first
  let isGap = false
  for (const page of sorted) {
    const { offset } = page
    isGap ||= offset !== null && offset > end
    if (isGap || (offset !== null && offset < end)) continue
    items.push(...(page.items ?? []))
    end += page.items?.length ?? 0
    last = page
  }
  const stated = sorted.map(({ total, offset, items }) =>
    Math.max(total ?? 0, (offset ?? 0) + (items?.length ?? 0)),
  )
  const total = isGap ? Math.max(end + 1, ...stated) : last.total
  return { ...first, total, next: last.next, states_next: last.states_next, items }
}
