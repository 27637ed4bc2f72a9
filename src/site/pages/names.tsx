import { type Address, addresses } from '../addresses.ts'
import type { Credit } from '../data/chart-entries.ts'
import type { LinkTo } from '../page.ts'

/** A name that leads to its page; the name alone if it has no page. */
export function NameLink({ to, link, children }: { to: Address | null; link: LinkTo; children: string }) {
  // A link needs letters: some titles are only a character without width.
  const name = /[^\p{C}\p{Z}]/u.test(children) ? children : '(no name)'
  return to === null ? (
    <bdi>{name}</bdi>
  ) : (
    <a href={link(to)}>
      <bdi>{name}</bdi>
    </a>
  )
}

export interface SongName {
  source: string
  recording_id: string
  song: string | null
}

export function SongLink({ name: { source, recording_id, song }, link }: { name: SongName; link: LinkTo }) {
  return (
    <NameLink to={addresses.song(source, recording_id)} link={link}>
      {song ?? recording_id}
    </NameLink>
  )
}

interface ArtistNames {
  source: string
  /** The credits as the source writes them. */
  artists: string | null
  credits: Credit[]
}

/** The credits of a song as the source writes them, with a link on the name of each artist that occurs in them. */
export function ArtistLinks({
  names: { source, artists, credits },
  link,
}: {
  names: ArtistNames
  link: LinkTo
}) {
  if (artists === null) return null
  const parts = []
  let rest = artists
  for (const { artist, artist_id } of credits) {
    const at = rest.indexOf(artist)
    if (at < 0 || artist === '') continue
    if (at > 0) parts.push(rest.slice(0, at))
    parts.push(
      <NameLink to={addresses.artist(source, artist_id)} link={link}>
        {artist}
      </NameLink>,
    )
    rest = rest.slice(at + artist.length)
  }
  parts.push(rest)
  return <span class="artists">{parts}</span>
}

/** A `url` comes from a source: only web addresses become links. */
export function isWebAddress(url: string | null): url is string {
  return url !== null && /^https?:\/\/[^\s]+$/.test(url)
}

/** The link to what a column of the glossary means. */
export function aboutTerm(name: string, link: LinkTo): string {
  return `${link(addresses.terms)}#${name}`
}

/** The link to what a column of an insight means. */
export function aboutColumn(insight: string, name: string, link: LinkTo): string {
  return `${link(addresses.insight(insight))}#column-${name}`
}
