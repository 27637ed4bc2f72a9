import { sha256 } from '../hash.ts'
import { LATIN_LETTERS } from './fold.ts'

const longest = 80

/**
 * The chart slug of a name: 'Top 50 - Global' is `top-50-global`. Always `[a-z0-9-]`, 1 to 80 long, never
 * `import`. A name with letters of another script becomes `chart-<8 hex of its sha256>`, so that slugs stay unique.
 */
export function slug(name: string): string {
  const folded = name
    .normalize('NFKD')
    .toLowerCase()
    // Without ħ and ŧ: slugs are part of object keys, so a slug never changes.
    .replace(/[ßæœøłđðþı]/g, (letter) => LATIN_LETTERS[letter] ?? letter)
    .replace(/\p{M}|['’]/gu, '')
  const plain = folded.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
  const lost = /[^\P{L}a-z]|[^\P{N}0-9]/u.test(folded)
  if (!lost && plain !== '' && plain !== 'import' && plain.length <= longest) return plain
  return `chart-${sha256(name.normalize('NFKC').toLowerCase()).slice(0, 8)}`
}

/** Whether a text can be the slug of a chart. */
export function isSlug(text: string): boolean {
  return slug(text) === text
}
