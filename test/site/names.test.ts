import { expect, test } from 'vitest'
import { addresses } from '../../src/site/addresses.ts'
import { NameLink } from '../../src/site/pages/names.tsx'

const to = addresses.song('invented', 'elm')

test.each(['', ' ', '\u200b', '\u2060\u00ad'])(
  'a name without letters, %j, is a link with words',
  (children) => {
    const html = String(NameLink({ to, link: (address) => address, children }))
    expect(html).toBe('<a href="/songs/invented/elm/"><bdi>(no name)</bdi></a>')
  },
)

test.each(['Elm', '???', '🎵', 'é'])('the name %j stays as it is', (children) => {
  expect(String(NameLink({ to, link: (address) => address, children }))).toContain(`<bdi>${children}</bdi>`)
})
