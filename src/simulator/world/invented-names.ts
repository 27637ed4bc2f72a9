import { type LanguageName, languages } from './languages.ts'
import type { Random } from './random.ts'

/** The name of a person or band in a language; as in reality, two artists rarely have the same one. */
export function drawArtistName(draws: Random, name: LanguageName): string {
  const { gap, syllables } = languages[name]
  const word = () =>
    capitalize(Array.from({ length: 2 + draws.whole(2) }, () => draws.pick(syllables)).join(''))
  const kind = draws.next()
  if (kind < 0.55) return `${word()}${gap}${word()}`
  if (kind < 0.8) return capitalize(Array.from({ length: 3 }, () => draws.pick(syllables)).join(''))
  if (kind < 0.9) return `${draws.pick(languages.english.words)} ${word()}`
  // Names with commas and ampersands, which are easily split into two credits.
  return draws.pick([
    `${word()} & ${word()}`,
    `${word()}, The ${draws.pick(['Elder', 'Younger'])}`,
    `${word()}${drawEmoji(draws)}`,
  ])
}

/** The title of a song or album in a language, or in English. */
export function drawTitle(draws: Random, name: LanguageName): string {
  const native = name !== 'english' && draws.chance(0.65)
  const title = native ? drawNativeTitle(draws, name) : drawEnglishTitle(draws)
  return draws.chance(0.02) ? `${title} ${drawEmoji(draws)}` : title
}

/** The title of a holiday song. */
export function drawHolidayTitle(draws: Random): string {
  const word = () => draws.pick(languages.english.words)
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

/** A title with the names of the guests, as most labels write it. */
export function addGuests(title: string, guests: readonly string[]): string {
  const last = guests.at(-1)
  if (last === undefined) return title
  const others = guests.slice(0, -1).join(', ')
  return `${title} (feat. ${others}${others === '' ? '' : ' & '}${last})`
}

function drawNativeTitle(draws: Random, name: LanguageName): string {
  const { words, gap } = languages[name]
  const chosen = Array.from({ length: 1 + draws.whole(3) }, () => draws.pick(words))
  return [...new Set(chosen)].join(gap)
}

function drawEnglishTitle(draws: Random): string {
  const word = () => draws.pick(languages.english.words)
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

function drawEmoji(draws: Random): string {
  return draws.pick(['🌙', '🔥', '💿', '🦋', '👩🏽‍🚀', '❤️‍🔥'])
}

function capitalize(word: string): string {
  const [first = '', ...rest] = word
  return first.toUpperCase() + rest.join('')
}
