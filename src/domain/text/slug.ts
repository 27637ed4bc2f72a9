import { createHash } from 'node:crypto'

/** Latin letters that Unicode does not take apart into a base letter and an accent. */
const latin = new Map(
  Object.entries({ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' }),
)

const longest = 80

/**
 * The chart slug of a name: 'Top 50 - Global' is `top-50-global`. Always `[a-z0-9-]`, 1 to 80 long, never
 * `import`. A name with letters of another script gets `chart-<8 hex of its sha256>`, so that two never meet.
 */
export function slug(name: string): string {
  const folded = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => latin.get(letter) ?? letter)
    .replace(/\p{M}|['’]/gu, '')
  const plain = folded.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
  const lost = /[^\P{L}a-z]|[^\P{N}0-9]/u.test(folded)
  if (!lost && plain !== '' && plain !== 'import' && plain.length <= longest) return plain
  return `chart-${createHash('sha256').update(name.normalize('NFKC').toLowerCase()).digest('hex').slice(0, 8)}`
}

/** Whether a text can be the slug of a chart. */
export function isSlug(text: string): boolean {
  return slug(text) === text
}
