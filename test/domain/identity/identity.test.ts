import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { identityKeys } from '../../../src/domain/identity/identity-keys.ts'

const artists = (...names: string[]) =>
  names.map((artist_name) => ({ artist_id: `id-${artist_name}`, artist_name }))

/** Title and variant key of a title by Nora Vale, with guests where a test names them. */
function keysOf(song_name: string | null, guests: string[] = []): string {
  const { title_key, variant_key } = identityKeys({ song_name, artists: artists('Nora Vale', ...guests) })
  return `${title_key} | ${variant_key}`
}

describe('featured artists are not part of the title', () => {
  test.each([
    'Harbour (feat. Ivo Lund)',
    'Harbour [ft. Ivo Lund]',
    'Harbour (Featuring Ivo Lund & Others)',
    'Harbour ( FEAT. Ivo Lund )',
    'Harbour （feat. Ivo Lund）',
    'Harbour 【feat. Ivo Lund】',
    'Harbour feat. Ivo Lund',
    'Harbour Ft. Ivo Lund',
    'HARBOUR FEATURING IVO LUND',
    'Harbour - feat. Ivo Lund',
    'Harbour (feat. Ivo Lund',
    'Harbour (with Ivo Lund)',
    'Harbour (w/ Ivo Lund & Somebody New)',
    'Harbour (con IVO LUND)',
    'Harbour (com Ivo Lund)',
    'Harbour - With Ivo Lund',
    'Harbour (duet with Ivo Lund)',
    'Harbour (Part. Ivo Lund)',
    'Harbour (& Ivo Lund)',
    'Harbour (Nora Vale & Ivo Lund)',
    'Harbour (Nora Vale x Ivo Lund)',
    'Harbour (with Ivo Lund & feat. Somebody New)',
    'Harbour - prod. Some Producer',
    'Harbour (prod. by Some Producer)',
  ])('%s', (title) => {
    expect(keysOf(title, ['Ivo Lund'])).toBe('harbour | -')
  })

  test('a name after “with” is a credit if it is credited, or if only the lead artist is known', () => {
    expect(keysOf('Harbour (With You)', ['Ivo Lund'])).toBe('harbour with you | -')
    expect(keysOf('Harbour (With You)')).toBe('harbour with you | -')
    expect(keysOf('Harbour (with you)')).toBe('harbour with you | -')
    expect(keysOf('Harbour (with Ivo Lund)')).toBe('harbour | -')
    expect(keysOf('Harbour (with Ivo Lund)', ['Mara Quill'])).toBe('harbour with ivo lund | -')
  })

  test.each([
    ['Six Feet', 'six feet'],
    ['6 Ft Under', '6 ft under'],
    ['A Small Feat of Wonder', 'a small feat of wonder'],
    ['Featherweight', 'featherweight'],
    ['Lift Me', 'lift me'],
    ['Feat. Nobody', 'feat nobody'],
    ['High With Friends', 'high with friends'],
    ['Harbour (A Deal With Nora Vale)', 'harbour a deal with nora vale'],
  ])('%s is a title', (title, key) => {
    expect(keysOf(title)).toBe(`${key} | -`)
  })
})

describe('words that make another recording are the variant', () => {
  test.each([
    ['Harbour (Remix)', 'remix'],
    ['Harbour - Remix', 'remix'],
    ['Harbour – Remix', 'remix'],
    ['Harbour [Official Remix]', 'remix'],
    ['Harbour (Remix) [feat. Ivo Lund]', 'remix'],
    ['Harbour (feat. Ivo Lund) [Remix]', 'remix'],
    ['Harbour (Remix feat. Ivo Lund)', 'remix'],
    ['Harbour (Remix) feat. Ivo Lund', 'remix'],
    ['Harbour - Remix with Ivo Lund', 'remix'],
    ['Harbour (Remix) - Remix', 'remix'],
    ['Harbour (Kit Moss Remix)', 'kit moss remix'],
    ['Harbour - Kit Moss Remix', 'kit moss remix'],
    ['Harbour - Kit Moss & Ola Remix', 'kit moss ola remix'],
    ['Harbour - Ola x Kit Moss Remix', 'kit moss ola remix'],
    ['Harbour - Kit Moss Radio Edit', 'edit kit moss radio'],
    ['Harbour (Live)', 'live'],
    ['Harbour - Live', 'live'],
    ['Harbour (Live Version)', 'live'],
    ['Harbour - Ao Vivo', 'live'],
    ['Harbour (En Vivo)', 'live'],
    ['Harbour (Dal Vivo)', 'live'],
    ['Harbour - En Directo', 'live'],
    ['Harbour (Liveversion)', 'live'],
    ['Harbour - Live at the Old Pier, Town - May 1986', '1986 live may old pier town'],
    ['Harbour (Live in Lisbon)', 'lisbon live'],
    ['Harbour - Ao Vivo em Lisbon', 'lisbon live'],
    ['Harbour (From the Live Lounge)', 'from live lounge'],
    ['Harbour (Acoustic)', 'acoustic'],
    ['Harbour - Acústico', 'acoustic'],
    ['Harbour (Akustik Version)', 'acoustic'],
    ['Harbour (Version acoustique)', 'acoustic'],
    ['Harbour (Live Acoustic)', 'acoustic live'],
    ['Harbour - Acoustic / Live', 'acoustic live'],
    ['Harbour - Sped Up', 'sped-up'],
    ['Harbour (sped up version)', 'sped-up'],
    ['Harbour (Speed Up)', 'sped-up'],
    ['Harbour - slowed + reverb', 'reverb slowed'],
    ['Harbour (Slowed & Reverbed)', 'reverb slowed'],
    ['Harbour (Instrumental)', 'instrumental'],
    ['Harbour (Inst.)', 'instrumental'],
    ['Harbour (A Cappella)', 'a-cappella'],
    ['Harbour [Acapella]', 'a-cappella'],
    ['Harbour (Demo)', 'demo'],
    ['Harbour (Karaoke Version)', 'karaoke'],
    ['Harbour - Extended Mix', 'extended mix'],
    ['Harbour - Radio Edit', 'edit radio'],
    ['Harbour (Radio Version)', 'edit radio'],
    ['Harbour [Edited Version]', 'edit'],
    ["Harbour (Nora's Version)", 'noras version'],
    ['Harbour (Nora’s Version) [From The Vault]', 'noras version'],
    ["Harbour (10 Minute Version) (Nora's Version)", '10 minute noras version'],
    ['Harbour (Spanish Version)', 'spanish version'],
    ['Harbour (Versión en Español)', 'spanish version'],
    ['Harbour (En Español)', 'spanish version'],
    ['Harbour - Deutsche Version', 'german version'],
    ['Harbour - Solo Ver.', 'solo version'],
    ['Harbour - 1947 Version', '1947 version'],
    ['Harbour - 2011 Mix', '2011 mix'],
    ['Harbour (Nora Vale Cover)', 'cover nora vale'],
    ['Harbour - MTV Unplugged', 'mtv unplugged'],
    ['Harbour - Recorded at Pier Studios', 'pier recorded studios'],
    ['Harbour (Kit Moss Bootleg)', 'bootleg kit moss'],
    ['Harbour - Take 2', '2 take'],
    ['Harbour - Live / Remastered 2011', 'live'],
  ])('%s', (title, variant) => {
    expect(keysOf(title, ['Ivo Lund'])).toBe(`harbour | ${variant}`)
  })

  test.each([
    ['How Do I Live', 'how do i live'],
    ['Live Forever', 'live forever'],
    ['Harbour (Live Your Life)', 'harbour live your life'],
    ['Harbour - Live Like a King', 'harbour live like a king'],
    ['Remix', 'remix'],
    ['(Acoustic)', 'acoustic'],
    ['(Remix) Harbour', 'remix harbour'],
    ['Acoustic Harbour', 'acoustic harbour'],
    ['Under Cover Harbour', 'under cover harbour'],
    ['Harbour (Under Cover of Night)', 'harbour under cover of night'],
    ['Ex-Remix', 'ex remix'],
  ])('%s is a title', (title, key) => {
    expect(keysOf(title)).toBe(`${key} | -`)
  })

  test('a variant word may also be part of the title', () => {
    expect(keysOf('How Do I Live (Live)')).toBe('how do i live | live')
    expect(keysOf('Remix - Remix')).toBe('remix | remix')
  })
})

describe('parts that do not make another recording are dropped', () => {
  test.each([
    'Harbour - Remastered',
    'Harbour - Remastered 2011',
    'Harbour - 2011 Remaster',
    'Harbour (1987 Digital Remaster)',
    'Harbour - 2006 Remastered Version',
    'Harbour - Remasterizado 2008',
    'Harbour - 50th Anniversary Remaster',
    'Harbour - Mono',
    'Harbour - Stereo Mix',
    'Harbour - Mono / Remastered 2009',
    'Harbour (Deluxe Edition)',
    'Harbour - Bonus Track',
    'Harbour (Bonus Track from Lighthouses)',
    'Harbour - Single Version',
    'Harbour (Album Version)',
    'Harbour - Non-Album Single',
    'Harbour (Original Mix)',
    'Harbour (Explicit Ver.)',
    'Harbour [Clean]',
    'Harbour (Album Version (Explicit))',
    'Harbour (Official Video)',
    'Harbour (Title Track) [From "The Lighthouse"]',
    'Harbour - From "The Live Remix"',
    'Harbour (from the series Lighthouses)',
    'Harbour - From The Lighthouse (Original Motion Picture Soundtrack)',
    'Harbour [Music from the Film]',
    'Harbour - Soundtrack Version',
    'Harbour (Love Theme from “The Lighthouse”)',
    'Harbour (aus dem Film Lighthouses)',
    'Harbour - Extrait de la BO de « Lighthouses »',
  ])('%s', (title) => {
    expect(keysOf(title)).toBe('harbour | -')
  })
})

describe('parts without a rule stay in the title', () => {
  test.each([
    ["(I Can't Find No) Harbour", 'i cant find no harbour'],
    ['Harbour (The Long Way)', 'harbour the long way'],
    ['Harbour - The Long Way', 'harbour the long way'],
    ['Harbour / Lighthouse', 'harbour lighthouse'],
    ['Harbour, Pt. 2', 'harbour pt 2'],
    ['Harbour (Interlude)', 'harbour interlude'],
    ['Harbour :)', 'harbour'],
    ['Harbour :( (The Long Way)', 'harbour the long way'],
    ['HAR(BO)UR', 'har bo ur'],
    ['Harbour ()', 'harbour'],
    ['Harbour -', 'harbour'],
    ['- Harbour', 'harbour'],
  ])('%s', (title, key) => {
    expect(keysOf(title)).toBe(`${key} | -`)
  })

  test('a remark or version around such a part does not remove it', () => {
    expect(keysOf('Harbour (The Long Way) - Kit Moss Remix')).toBe('harbour the long way | kit moss remix')
    expect(keysOf('Harbour - The Long Way / Kit Moss Remix')).toBe('harbour the long way | kit moss remix')
    expect(keysOf('Harbour (2011 Remaster), Part One')).toBe('harbour part one | -')
  })
})

describe('a title without visible characters', () => {
  test('has the key of an unknown title', () => {
    for (const title of [null, '', '  \t']) expect(keysOf(title)).toBe('- | -')
  })

  test('is different from one of punctuation alone', () => {
    expect(keysOf('???')).toBe('??? | -')
    expect(keysOf('-')).toBe('"-" | -')
    expect(keysOf('...')).not.toBe(keysOf('…!'))
    expect(keysOf('??? (Live)')).not.toBe(keysOf('!!! (Live)'))
  })
})

describe('credits', () => {
  const creditKey = (...ids: string[]) =>
    identityKeys({ song_name: 'x', artists: ids.map((artist_id) => ({ artist_id, artist_name: null })) })
      .credit_key

  test('are a sorted set', () => {
    expect(creditKey('b', 'a', 'b')).toBe('a,b')
    expect(creditKey()).toBe('-')
  })

  test('have different keys for different lists', () => {
    expect(creditKey('a,b')).not.toBe(creditKey('a', 'b'))
    expect(creditKey('a%2Cb')).not.toBe(creditKey('a,b'))
  })
})

describe('the script of a title', () => {
  test.each([
    ['Harbour', 'latin'],
    ['Måne', 'latin'],
    ['Гавань', 'cyrillic'],
    ['Λιμάνι', 'greek'],
    ['항구', 'hangul'],
    ['港の灯', 'japanese'],
    ['ミナト', 'japanese'],
    ['港灣', 'han'],
    ['ميناء', 'arabic'],
    ['נמל', 'hebrew'],
    ['बंदरगाह', 'devanagari'],
    ['ท่าเรือ', 'thai'],
    ['ნავსადგური', 'georgian'],
    ['Harbour 港', 'latin'],
    ['港灣 ab', 'han'],
    ['항구 (feat. Somebody With A Long Name)', 'hangul'],
    ['1999!', null],
    ['???', null],
    [null, null],
  ])('%s is %s', (song_name, script) => {
    expect(identityKeys({ song_name, artists: [] }).title_script).toBe(script)
  })
})

describe('for any title', () => {
  const fragment = fc.constantFrom(
    ...[
      '(',
      ')',
      '[',
      ']',
      ' - ',
      ' / ',
      'feat. ',
      'with ',
      'Remix',
      'live ',
      'at ',
      'from ',
      '"',
      'version ',
    ],
    ...['remaster ', '2011 ', 'ft ', ' ', 'Ivo Lund', 'é', 'か', '\u3099', '\u0301', '&', ';', '.'],
  )
  const title = fc.oneof(
    fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
    fc.string(),
  )
  const song = fc.record({
    song_name: fc.option(title),
    artists: fc.array(fc.record({ artist_id: fc.string({ minLength: 1 }), artist_name: fc.option(title) })),
  })

  test('no key is empty', () => {
    fc.assert(
      fc.property(song, (any) => {
        const { title_key, variant_key, credit_key, title_script } = identityKeys(any)
        for (const key of [title_key, variant_key, credit_key]) expect(key).not.toBe('')
        expect(title_script).not.toBe('')
      }),
    )
  })

  test('the order and repetition of credits do not matter', () => {
    fc.assert(
      fc.property(song, (any) => {
        const turned = { ...any, artists: [...any.artists, ...any.artists].reverse() }
        expect(identityKeys(turned).credit_key).toBe(identityKeys(any).credit_key)
      }),
    )
  })

  test('case matters only after a “with” that no credit confirms', () => {
    const ascii = title.filter((any) => /^[\x20-\x7e]*$/.test(any))
    fc.assert(
      fc.property(ascii, (any) => {
        const by = artists('Ivo Lund', 'Nora Vale')
        const lower = identityKeys({ song_name: any.toLowerCase(), artists: by })
        expect(identityKeys({ song_name: any.toUpperCase(), artists: by })).toEqual(lower)
      }),
    )
  })

  test('a version in brackets is the same after a dash', () => {
    const words = fc.array(fc.constantFrom('kit', 'moss', '2021', 'club', 'super'), { maxLength: 3 })
    const kind = fc.constantFrom('remix', 'acoustic', 'sped up', 'radio edit', 'demo', 'version', 'mix')
    fc.assert(
      fc.property(words, kind, (name, last) => {
        const version = [...name, last].join(' ')
        expect(keysOf(`Harbour (${version})`)).toBe(keysOf(`Harbour - ${version}`))
        expect(keysOf(`Harbour (feat. A) [${version}]`)).toBe(keysOf(`Harbour - ${version}`))
        expect(keysOf(`Harbour - ${version}`)).not.toBe(keysOf('Harbour'))
      }),
    )
  })

  // a quadratic rule takes minutes and fails by the test's time limit
  test('the time grows linearly with the length', () => {
    const repeated = [
      '(',
      '() ',
      ' - ',
      'feat ',
      ' ft. ',
      'a.',
      '"',
      ' with ',
      'from ',
      'live ',
      '\u0301',
      ' / ',
    ]
    for (const text of repeated)
      identityKeys({ song_name: `x (${text.repeat(20_000)}`, artists: artists('x') })
    for (const text of repeated)
      identityKeys({ song_name: `x (${text.repeat(20_000)})`, artists: artists('x') })
  })
})

const recordings = process.env.HITPARADE_RECORDINGS
describe.runIf(recordings)('on recorded charts', () => {
  interface Entry {
    track_id: string
    track_name: string
    artists: { id: string; name: string }[]
  }
  const folder = join(recordings ?? '', 'history')
  const readSongs = (file: string) => {
    const songs = new Map<string, { title: string; credits: string; keys: string; variant: string }>()
    for (const line of gunzipSync(readFileSync(join(folder, file)))
      .toString()
      .trim()
      .split('\n')) {
      for (const entry of (JSON.parse(line) as { entries: Entry[] }).entries) {
        const credited = entry.artists.map(({ id, name }) => ({ artist_id: id, artist_name: name }))
        const keys = identityKeys({ song_name: entry.track_name, artists: credited })
        const { title_key, variant_key, credit_key } = keys
        songs.set(entry.track_id, {
          title: entry.track_name,
          credits: credit_key,
          keys: [title_key, variant_key, credit_key].join('\t'),
          variant: variant_key,
        })
      }
    }
    return [...songs.values()]
  }
  const files = recordings === undefined ? [] : readdirSync(folder).sort()
  const all = files.flatMap(readSongs)

  test('ids of the global chart fall into fewer recordings', () => {
    const songs = readSongs('top-50-global.ndjson.gz')
    const distinct = [...new Set(songs.map(({ keys }) => keys))].sort()
    expect({ ids: songs.length, recordings: distinct.length }).toEqual({ ids: 563, recordings: 497 })
    expect(createHash('sha256').update(distinct.join('\n')).digest('hex').slice(0, 12)).toBe('e492abdb2cb4')
  })

  test('the same title and credits always have the same keys', () => {
    const keysOfTitle = new Map<string, Set<string>>()
    for (const { title, credits, keys } of all) {
      const known = keysOfTitle.get(`${title.toLowerCase()}\t${credits}`) ?? new Set()
      keysOfTitle.set(`${title.toLowerCase()}\t${credits}`, known.add(keys))
    }
    expect([...keysOfTitle.values()].filter(({ size }) => size > 1)).toEqual([])
  })

  test('a version word always makes a variant', () => {
    const says =
      /[([-] ?(?:[^()[\]]* )?(?:remix|acoustic|ao vivo|en vivo|sped up|slowed|instrumental|radio edit)\b/i
    const versions = all.filter(({ title }) => says.test(title))
    expect(versions.filter(({ variant }) => variant === '-')).toEqual([])
    expect(versions.length).toBe(78)
  })
})
