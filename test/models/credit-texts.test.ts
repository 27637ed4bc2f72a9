import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { createWarehouse, type SongFixture } from '../support/warehouse/warehouse.ts'

/** A text of credits, the artists whose song it is, and names that chart alone in the same source. */
type Case = [text: string, artists: string[], alone?: string[]]

const cases: Record<string, Case[]> = {
  'one name': [
    ['Ida Vale', ['Ida Vale']],
    ['The Beatles', ['The Beatles']],
    ['Blink & You', ['Blink & You']],
    ['R&B Allstars', ['R&B Allstars']],
    ['Mia X', ['Mia X']],
    ['Malcolm X Brown', ['Malcolm X Brown']],
    ['The X Ambassadors', ['The X Ambassadors']],
    ['24/7', ['24/7']],
    ['Odo (Not Ida)', ['Odo (Not Ida)']],
    ['“Weird” Odo', ['“Weird” Odo']],
    ['Odo Vale, Jr.', ['Odo Vale, Jr.']],
    ['The Vale Company, Inc.', ['The Vale Company, Inc.']],
    ['1,000 Birds', ['1,000 Birds']],
  ],
  'names that contain a separator': [
    ['Simon & Garfunkel', ['Simon & Garfunkel'], ['Garfunkel']],
    ['Simon and Garfunkel', ['Simon and Garfunkel'], ['Simon']],
    ['Tyler, The Creator Featuring Ida', ['Tyler, The Creator', 'Ida']],
    ['Earth, Wind & Fire With The Emotions', ['Earth, Wind & Fire', 'The Emotions'], ['Fire']],
    ['Ida & Earth, Wind & Fire', ['Ida', 'Earth, Wind & Fire'], ['Ida']],
    ['Ida Vale x Dan + Shay', ['Ida Vale', 'Dan + Shay']],
    ['AC/DC', ['AC/DC'], ['AC']],
    ['AC/DC/Ida', ['AC/DC', 'Ida']],
    ['Lil Nas X x Ida', ['Lil Nas X', 'Ida']],
    ['Lil Nas X & Jack Harlow', ['Lil Nas X', 'Jack Harlow']],
    ['Dawn Featuring Tony Orlando', ['Dawn Featuring Tony Orlando'], ['Dawn']],
    ['Kool And The Gang', ['Kool And The Gang'], ['The Gang', 'Kool']],
    ['Bob Marley And The Wailers', ['Bob Marley And The Wailers', 'Bob Marley'], ['The Wailers']],
    ['Smokey Robinson And The Miracles', ['Smokey Robinson And The Miracles'], ['The Miracles']],
  ],
  'a word that adds artists': [
    ['Ida Featuring Odo', ['Ida', 'Odo']],
    ['Ida feat. Odo', ['Ida', 'Odo']],
    ['Ida Ft. Odo', ['Ida', 'Odo']],
    ['Ida Feauring Odo', ['Ida', 'Odo']],
    ['Ida (Featuring Odo)', ['Ida', 'Odo']],
    ['Ida [feat. Odo & Uma]', ['Ida', 'Odo', 'Uma']],
    ['Ida Featuring Odo, Uma And Ann', ['Ida', 'Odo', 'Uma', 'Ann']],
    ['Ida Duet With Odo', ['Ida', 'Odo']],
    ['Ida A Duet With Odo', ['Ida', 'Odo']],
    ['Ida With Special Guest Odo', ['Ida', 'Odo']],
    ['Ida W/ Odo', ['Ida', 'Odo']],
    ['Ida Starring Odo Featuring Uma', ['Ida', 'Odo', 'Uma']],
    ['Ida Co-Starring Odo', ['Ida', 'Odo']],
    ['Ida Introducing Odo', ['Ida', 'Odo']],
    ['Ida Presents Odo', ['Ida', 'Odo']],
    ['Ida vs. Odo', ['Ida', 'Odo']],
    ['Ida & Odo Featuring Uma', ['Ida & Odo', 'Uma']],
    ['Within Reach', ['Within Reach']],
    ['Featuring Ida', ['Featuring Ida']],
  ],
  'signs that separate': [
    ['Ida x Odo', ['Ida', 'Odo']],
    ['Ida X Odo X Uma', ['Ida', 'Odo', 'Uma']],
    ['Ida + Odo', ['Ida', 'Odo']],
    ['Ida/Odo', ['Ida', 'Odo']],
    ['Ida / Odo', ['Ida', 'Odo']],
    ['Stars On 3: Ida Vale, Odo Hill', ['Stars On 3', 'Ida Vale', 'Odo Hill']],
  ],
  'a comma, & or "and"': [
    ['Seals & Waves', ['Seals & Waves']],
    ['Seals & Waves', ['Seals', 'Waves'], ['Seals']],
    ['Seals & Waves', ['Seals', 'Waves'], ['waves']],
    ['Seals & Waves', ['Seals & Waves'], ['Seals Vale']],
    ['Ida Vale & Odo Hill', ['Ida Vale', 'Odo Hill']],
    ['Ida Vale And Odo Hill', ['Ida Vale', 'Odo Hill']],
    ['Cher & Odo Hill', ['Cher & Odo Hill']],
    ['Cher & Odo Hill', ['Cher', 'Odo Hill'], ['Odo Hill']],
    ['Moliy, Silent Ida, Odo & Uma', ['Moliy', 'Silent Ida', 'Odo', 'Uma']],
    ['Ida, Odo & Uma', ['Ida, Odo & Uma']],
    ['Ida, Odo & Uma', ['Ida', 'Odo', 'Uma'], ['Uma']],
    ['The Tides & The Winds', ['The Tides & The Winds']],
    ['The Tides & The Winds', ['The Tides', 'The Winds'], ['Winds']],
    ['Ida Vale, Odo & The Tides', ['Ida Vale', 'Odo', 'The Tides']],
    ['The Big Tides & The Cold Winds', ['The Big Tides', 'The Cold Winds']],
    ['Ida, Odo, Uma', ['Ida', 'Odo', 'Uma']],
    ['She & Him', ['She & Him'], ['Him']],
    ['Four Kings And A Queen', ['Four Kings And A Queen']],
    ['The Vale/Hill Band', ['The Vale/Hill Band']],
  ],
  'a band with its leader': [
    ['Ida Vale And The Tides', ['Ida Vale And The Tides', 'Ida Vale']],
    ['Ida Vale And The Tides', ['Ida Vale', 'The Tides'], ['Tides']],
    ['Doja Cat & The Weeknd', ['Doja Cat', 'The Weeknd'], ['The Weeknd']],
    ['Maluma & The Weeknd', ['Maluma', 'The Weeknd'], ['The Weeknd']],
    ['Danny & The Birds', ['Danny & The Birds']],
    ['Danny & The Birds', ['Danny & The Birds', 'Danny'], ['Danny']],
    ['Ida Vale And Her Orchestra', ['Ida Vale And Her Orchestra', 'Ida Vale']],
    ['Odo Hill His Orchestra And Chorus', ['Odo Hill His Orchestra And Chorus', 'Odo Hill']],
    ['Odo Hill - His Orchestra And Voices', ['Odo Hill - His Orchestra And Voices', 'Odo Hill']],
    ['Odo Hill And Band', ['Odo Hill And Band', 'Odo Hill'], ['Band']],
    ['Ida Vale/Hair Soundtrack', ['Ida Vale/Hair Soundtrack', 'Ida Vale']],
    ['Odo Hill & Friends', ['Odo Hill & Friends', 'Odo Hill']],
    ['Jon & Uma And The Crowd', ['Jon & Uma And The Crowd']],
    ['Ann Lee And Odo Hill And The Tides', ['Ann Lee', 'Odo Hill And The Tides', 'Odo Hill']],
  ],
  brackets: [
    ['Silver Club (Ida Vale & Odo Hill)', ['Silver Club', 'Ida Vale', 'Odo Hill']],
    ['Ida Vale (r&b)', ['Ida Vale (r&b)']],
    ['Ida (& Odo)', ['Ida', 'Odo']],
    ['Ida & Odo Are The Tides', ['Ida', 'Odo', 'The Tides']],
    ['Ida Vale Alias: Your Friend', ['Ida Vale Alias: Your Friend']],
    ['Ida Vale And Odo Hill (As The Tides)', ['Ida Vale', 'Odo Hill', 'The Tides']],
  ],
  'spellings of one name': [
    ['JAY-Z Featuring jay z', ['JAY-Z']],
    ['Beatles & Ida Vale', ['Beatles', 'Ida Vale'], ['The Beatles']],
  ],
  'acts that publishers count as another one': [
    ['Diana Ross And The Supremes', ['The Supremes']],
    ['Paul McCartney And Wings', ['Paul McCartney'], ['Wings']],
    ['Wings', ['Paul McCartney']],
    ['Jay Z Kanye West', ['Jay-Z', 'Kanye West']],
    ['Silk Sonic (Bruno Mars & Anderson .Paak)', ['Bruno Mars', 'Anderson .Paak']],
    ['Ida Featuring Ye', ['Ida', 'Kanye West']],
  ],
}

const all = Object.entries(cases).flatMap(([kind, list]) =>
  list.map(([text, artists, alone = []]) => ({ kind, text, artists, alone })),
)
let warehouse: Warehouse
beforeAll(async () => {
  const songs: Record<string, SongFixture> = {}
  const issues = all.map(({ text, alone }, index) => {
    const texts = [text, ...alone]
    const ids = texts.map((_, at) => `${index}-${at}`)
    texts.forEach((credit_text, at) => {
      songs[ids[at] ?? ''] = { artists: [credit_text], credit_text }
    })
    return { source: `case-${index}`, date: '2026-01-01', songs: ids }
  })
  warehouse = await createWarehouse(songs, issues)
}, 60_000)
afterAll(() => warehouse.close())

describe.each(Object.keys(cases))('%s', (kind) => {
  const own = all.map((each, index) => ({ ...each, index })).filter((each) => each.kind === kind)
  it.each(own)('$text is $artists if $alone charts alone', async ({ index, artists }) => {
    const { rows } = await warehouse.query(
      `select artists.artist_name as name, credits.credit_position, credits.credit_count
      from core.song_credits as credits
      left join core.artists as artists
        on credits.source = artists.source and credits.artist_id = artists.artist_id
      where credits.source = :source and credits.song_id = :song
      order by credits.credit_position`,
      { source: `case-${index}`, song: `${index}-0` },
    )
    // A name is spelled as in one of the texts with it.
    const fold = (name: unknown) => String(name).toLowerCase().replace(/^the /, '')
    expect(rows.map(({ name }) => fold(name))).toEqual(artists.map(fold))
    expect(rows.map(({ credit_position }) => credit_position)).toEqual(artists.map((_, at) => at + 1))
    expect(new Set(rows.map(({ credit_count }) => credit_count))).toEqual(new Set([artists.length]))
  })
})
