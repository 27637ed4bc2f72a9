/**
 * The parts of a text that is a list: `a; b`, `a, b` or `['a', "b"]`. Empty parts are kept, because parts of two lists
 * belong together by their place; a text that is blank, and an empty list, has none.
 */
export function splitList(text: string): string[] {
  const given = text.trim()
  const inner =
    /^\[(.*)\]$/s.exec(given)?.[1] ?? /^\{(.*)\}$/s.exec(given)?.[1] ?? /^\((.*)\)$/s.exec(given)?.[1]
  if (inner !== undefined) return splitQuoted(inner)
  if (given === '') return []
  return given.split(given.includes(';') ? ';' : /[,|]/).map((part) => part.trim())
}

/** Parts in quotes, as programs print a list: a comma or another quote within one is part of it. */
function splitQuoted(inner: string): string[] {
  if (inner.trim() === '') return []
  const quoted = [...inner.matchAll(/\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,]*))\s*(?:,|$)/g)]
  const parts = quoted.map(
    ([, single, double, bare]) => (single ?? double)?.replace(/\\(.)/g, '$1') ?? (bare ?? '').trim(),
  )
  // The expression also matches the empty end.
  return parts.at(-1) === '' && !/,\s*$/.test(inner) ? parts.slice(0, -1) : parts
}
