import { list, record, text } from '../json/fields.ts'

/** What a listing or a personal export is that is neither a chart nor a playlist; null for any other value. */
export function nameForeignListing(value: unknown): string | null {
  const fields = record(value)
  if (fields !== null && Object.entries(fields).some(([key, inner]) => isLastfm(key, inner))) {
    return 'a listing of Last.fm, which is not a chart of a day'
  }
  const [first] = list(value).map(record)
  const keys = new Set(Object.keys(first ?? {}))
  if (['msPlayed', 'ms_played'].some((key) => keys.has(key))) {
    return 'a streaming history of Spotify: plays of one person, not a chart'
  }
  if (keys.has('titleUrl') && keys.has('header') && keys.has('time')) {
    return 'a history of YouTube or YouTube Music: plays of one person, not a chart'
  }
  if (keys.has('listened_at') && keys.has('track_metadata')) {
    return 'listens of ListenBrainz: plays of one person, not a chart'
  }
  return fields === null ? null : nameExport(fields)
}

/** Its answers have one object with a list in the singular, and the paging in `@attr`. */
function isLastfm(key: string, value: unknown): boolean {
  const fields = record(value)
  if (fields === null) return key === 'scrobbles' && Array.isArray(value)
  const items = fields.track ?? fields.artist ?? fields.album
  if (!Array.isArray(items)) return false
  const [first] = items.map(record)
  return '@attr' in fields || /last\.fm\//.test(text(first?.url) ?? '')
}

function nameExport(fields: Record<string, unknown>): string | null {
  const keys = Object.keys(fields)
  const payload = record(fields.payload)
  if (Array.isArray(payload?.listens)) return 'listens of ListenBrainz: plays of one person, not a chart'
  if (payload !== null && (Array.isArray(payload.artists) || Array.isArray(payload.releases))) {
    return 'artists or releases of ListenBrainz; hitparade keeps charts of songs'
  }
  const isYear = keys.some((key) =>
    /wrapped|year_?in_?(?:review|music)|yearly_?metrics|recap|replay/i.test(key),
  )
  const tops = keys.filter((key) => /^top_?(?:tracks|songs|artists|albums|genres|recordings)$/i.test(key))
  const inner = record(payload?.data)
  const isInner = inner !== null && Object.keys(inner).some((key) => /^(?:top_|total_)/.test(key))
  if (isYear || tops.length > 1 || isInner)
    return "a review of one person's year, which is not a chart of a day"
  const [playlist] = list(fields.playlists).map(record)
  if (playlist != null && 'items' in playlist && 'lastModifiedDate' in playlist) {
    return 'an export of the playlists of one person, which have no day'
  }
  return Array.isArray(fields.tracks) && Array.isArray(fields.albums) && Array.isArray(fields.shows)
    ? 'an export of the library of one person, which is not a chart'
    : null
}
