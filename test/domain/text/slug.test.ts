import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { slug } from '../../../src/domain/text/slug.ts'

describe('the slug of a name', () => {
  test.each([
    ['Top 50 - Global', 'top-50-global'],
    ['  Été à Besançon!  ', 'ete-a-besancon'],
    ['Türkiye’s Østre Straße, Łódź', 'turkiyes-ostre-strasse-lodz'],
    ['🔥 Hits 🔥', 'hits'],
    ['ＴＯＰ １００', 'top-100'],
    ['Imports', 'imports'],
  ])('%s is %s', (name, expected) => {
    expect(slug(name)).toBe(expected)
  })

  test.each(['', '🔥', 'Import', '---', 'Хиты 50', 'Top 50 日本', 'x'.repeat(81)])(
    'is a hash if Latin letters cannot spell the name or may not: %j',
    (name) => {
      expect(slug(name)).toMatch(/^chart-[0-9a-f]{8}$/)
    },
  )

  test('differs between names in another script, and is the same for two normal forms of one name', () => {
    expect(slug('Хиты 50')).not.toBe(slug('Песни 50'))
    expect(slug('Top 50 日本')).not.toBe(slug('Top 50'))
    expect(slug('ヒット'.normalize('NFD'))).toBe(slug('ヒット'))
  })

  test('is valid for any name, and the slug of itself', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 120 }), fc.string({ unit: 'grapheme' })),
        (name) => {
          const made = slug(name)
          expect(made).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
          expect(made).not.toBe('import')
          expect(made.length).toBeLessThanOrEqual(80)
          expect(slug(made)).toBe(made)
        },
      ),
    )
  })
})
