import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldText } from '../../../src/domain/text/fold.ts'

describe('folding makes equal', () => {
  test.each([
    ['case', 'BLUE LANTERN', 'blue lantern'],
    ['width', 'Ｂｌｕｅ　Ｌａｎｔｅｒｎ', 'blue lantern'],
    ['half-width kana', 'ｶﾞﾗｽ', 'ガラス'],
    ['accents', 'Açúcar où Ñandú', 'acucar ou nandu'],
    ['accents written apart', 'Canc\u0327a\u0303o', 'cancao'],
    ['letters with a stroke and ligatures', 'Sønner af Łódź, Æon', 'sonner af lodz aeon'],
    ['sharp s in both cases', 'Straße STRASSE STRAẞE', 'strasse strasse strasse'],
    ['i with and without dot', 'İstanbul ISTANBUL ıstanbul', 'istanbul istanbul istanbul'],
    ['every sigma and Greek accents', 'Οδός ΟΔΟΣ οδοσ', 'οδοσ οδοσ οδοσ'],
    ['apostrophes, straight, curly or none', "Don't Don’t Dont", 'dont dont dont'],
    ['and and ampersand', 'Salt & Stone', 'salt and stone'],
    ['acronyms with and without dots', 'A.B.C. of D.E', 'abc of de'],
    ['punctuation and white space', '  Wait -- what?!\t(really…)  ', 'wait what really'],
    ['compatibility forms', 'ﬁve ② Songs™', 'five 2 songs'],
    ['characters that show nothing', 'Hid\u200bden\u00ad Text\ufeff', 'hidden text'],
    ['Arabic with and without harakat', 'سَلامٌ', 'سلام'],
    ['Hebrew with and without niqqud', 'שָׁלוֹם', 'שלום'],
  ])('%s', (_, text, folded) => {
    expect(foldText(text)).toBe(folded)
  })
})

describe('folding keeps apart', () => {
  test.each([
    ['kana with and without dakuten', 'が', 'か'],
    ['hiragana and katakana', 'か', 'カ'],
    ['Hangul syllables', '각', '가'],
    ['Devanagari vowel signs', 'कि', 'की'],
    ['Thai vowels and tones', 'ดี', 'ดี้'],
    ['й and и', 'мой', 'мои'],
    ['alef with hamza and alef', 'أ', 'ا'],
    ['titles of symbols', '+', '='],
    ['titles of hearts and stars', '♥', '★'],
    ['titles of punctuation alone', '???', '!!!'],
    ['one mark and many', '-', '...'],
    ['a dollar sign and none', 'Ca$h', 'Cah'],
  ])('%s', (_, one, other) => {
    expect(foldText(one)).not.toBe(foldText(other))
    expect(foldText(one)).not.toBe('')
  })
})

describe('folding any text', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string())

  test('twice changes nothing more', () => {
    fc.assert(fc.property(text, (any) => foldText(foldText(any)) === foldText(any)))
  })

  test('leaves visible characters if the text has any', () => {
    const shows = /[^\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]/u
    fc.assert(fc.property(text, (any) => !shows.test(any) || foldText(any) !== ''))
  })

  test('leaves single spaces between words and no space at the ends', () => {
    fc.assert(fc.property(text, (any) => !/^ | $| {2}/.test(foldText(any))))
  })

  test('ignores case', () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(foldText(any.toUpperCase())).toBe(foldText(any))
        expect(foldText(any.toLowerCase())).toBe(foldText(any))
      }),
    )
  })

  test('ignores the width of Latin letters', () => {
    const latin = fc.string({ unit: fc.constantFrom(...'abcxyzABCXYZ0189 ') })
    const wide = (narrow: string) =>
      narrow.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0))
    fc.assert(fc.property(latin, (any) => foldText(wide(any)) === foldText(any)))
  })

  test('ignores marks on Latin letters', () => {
    const marks = fc.array(fc.constantFrom('\u0301', '\u0308', '\u0327', '\u030a'), { maxLength: 3 })
    const letters = fc.array(fc.tuple(fc.constantFrom(...'aeiounscyzAEIOU'), marks), { minLength: 1 })
    fc.assert(
      fc.property(letters, (any) => {
        const marked = any.map(([letter, some]) => letter + some.join('')).join('')
        expect(foldText(marked)).toBe(any.map(([letter]) => letter.toLowerCase()).join(''))
      }),
    )
  })
})
