/** Words that name a kind of group and not an artist. */
const GROUP_WORDS = new Set(
  `band bands orchestra orch chorus choir chorale voices strings singers soundtrack cast ensemble combo group trio quartet
  quintet sextet corps company co family friend friends others crew rhythm`.split(/\s+/),
)

/**
 * True for what accompanies an artist without being one: His Orchestra And Chorus, Band, Hair Soundtrack, Original Cast,
 * and the title of a film in quotes.
 */
export function isBacking(name: string): boolean {
  if (isOwned(name) || /^(?:its|our)\s|^["“].*["”]$|\ssoundtrack$|^(?:the\s+)?original\s+cast$/iu.test(name))
    return true
  const words = listWords(name.replace(/\s*\(.*\)$/, ''))
  return words.length > 0 && words.every((word) => GROUP_WORDS.has(word))
}

/** True for His Orchestra, whose owner is an artist. */
export function isOwned(name: string): boolean {
  return /^(?:his|her|their)\s/iu.test(name)
}

/** True for what is not a name by itself: She & Him, Tones And I, Four Jacks And A Jill, Ponderosa Twins + One. */
export function isNoName(name: string): boolean {
  return /^(?:an?\s.*|i|me|my|you|he|she|him|her|we|us|they|them|it|one|more|mine)$/iu.test(name)
}

/** True for a name that ends with such a word: Townsend Band. */
export function isGroupWord(name: string): boolean {
  return GROUP_WORDS.has(listWords(name).at(-1) ?? '')
}

function listWords(name: string): string[] {
  return name
    .toLowerCase()
    .replace(/\./g, '')
    .split(/\s+/)
    .filter((word) => word !== '')
}
