import type { Address } from '../addresses.ts'
import type { Page } from '../page.ts'

/** The page of an id that was joined into another recording. So addresses stay valid when songs are joined. */
export function createJoinedSongPage(
  { source, song_id, recording_id }: { source: string; song_id: string; recording_id: string },
  address: Address,
  leadsTo: Address,
): Page {
  return {
    address,
    leadsTo,
    title: 'Song',
    description: 'This id belongs to a recording with another page.',
    sources: [source],
    data: { source, song_id, recording_id },
    table: null,
    body: (link) => (
      <>
        <h1>Song</h1>
        <p>
          The id {song_id} belongs to a recording with several ids.{' '}
          <a href={link(leadsTo)}>See the recording</a>
        </p>
      </>
    ),
  }
}
