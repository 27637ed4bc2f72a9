import type { Random } from './random.ts'
import { type TongueName, tongues } from './tongues.ts'

/** A person or band of that language; two of a kind are rare but happen, as they do outside. */
export function artistName(draws: Random, name: TongueName): string {
  const { gap, syllables } = tongues[name]
  const word = () => capital(Array.from({ length: 2 + draws.whole(2) }, () => draws.pick(syllables)).join(''))
  const kind = draws.next()
  if (kind < 0.55) return `${word()}${gap}${word()}`
  if (kind < 0.8) return capital(Array.from({ length: 3 }, () => draws.pick(syllables)).join(''))
  if (kind < 0.9) return `${draws.pick(tongues.english.words)} ${word()}`
  // Commas and ampersands inside one name are what splits credits wrongly.
  return draws.pick([
    `${word()} & ${word()}`,
    `${word()}, The ${draws.pick(['Elder', 'Younger'])}`,
    `${word()}${emoji(draws)}`,
  ])
}

/** A song's or album's title in that language, or in English. */
export function titleIn(draws: Random, name: TongueName): string {
  const native = name !== 'english' && draws.chance(0.65)
  const title = native ? nativeTitle(draws, name) : englishTitle(draws)
  return draws.chance(0.02) ? `${title} ${emoji(draws)}` : title
}

/** A song for December. */
export function holidayTitle(draws: Random): string {
  const word = () => draws.pick(tongues.english.words)
  const frames = [
    () => `Snow on the ${word()}`,
    () => `${word()} Bells Tonight`,
    () => `Home by the ${word()} (Christmas Song)`,
    () => `Twelve ${word()}s`,
    () => `A ${word()} Under the Tree`,
    () => `December ${word()}`,
  ]
  return draws.pick(frames)()
}

/** `title` with the names of the guests, as most labels write it. */
export function withGuests(title: string, guests: readonly string[]): string {
  const last = guests.at(-1)
  if (last === undefined) return title
  const others = guests.slice(0, -1).join(', ')
  return `${title} (feat. ${others}${others === '' ? '' : ' & '}${last})`
}

function nativeTitle(draws: Random, name: TongueName): string {
  const { words, gap } = tongues[name]
  const chosen = Array.from({ length: 1 + draws.whole(3) }, () => draws.pick(words))
  return [...new Set(chosen)].join(gap)
}

function englishTitle(draws: Random): string {
  const word = () => draws.pick(tongues.english.words)
  const frames = [
    () => `${word()} & ${word()}`,
    () => `${word()} in the ${word()}`,
    () => `Nobody's ${word()}`,
    () => `${word()}, ${word()}`,
    () => `don't wake the ${word().toLowerCase()}`,
    () => `${word().toUpperCase()}`,
    () => `The Last ${word()} Out of ${word()}`,
    () => `${word()} Season`,
    () => `Call It ${word()}`,
    () => `${1 + draws.whole(98)} ${word()}s`,
    () => `What the ${word()} Said`,
    () => `Borrowed ${word()}`,
    () => `${word()} (Interlude)`,
    () => `${word()} Weather?`,
  ]
  return draws.pick(frames)()
}

function emoji(draws: Random): string {
  return draws.pick(['🌙', '🔥', '💿', '🦋', '👩🏽‍🚀', '❤️‍🔥'])
}

function capital(word: string): string {
  const [first = '', ...rest] = word
  return first.toUpperCase() + rest.join('')
}
