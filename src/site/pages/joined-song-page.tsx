import { type Address, addresses } from '../addresses.ts'
import type { LinkTo, Page } from '../page.ts'

interface JoinedSong {
  source: string
  song_id: string
  recording_id: string
}

/** The page of an id that was joined into another recording. So addresses stay valid when songs are joined. */
export function createJoinedSongPage(song: JoinedSong, address: Address, leadsTo: Address): Page {
  return {
    ...describeJoined(song, address, leadsTo),
    data: song,
    embed: createJoinedEmbed(song),
  }
}

/** Another site that embeds the old id goes on to show the recording. */
function createJoinedEmbed(song: JoinedSong): Page | undefined {
  const address = addresses.songEmbed(song.source, song.song_id)
  const leadsTo = addresses.songEmbed(song.source, song.recording_id)
  if (address === null || leadsTo === null) return undefined
  return { ...describeJoined(song, address, leadsTo), isEmbedded: true, data: undefined }
}

function describeJoined({ source, song_id }: JoinedSong, address: Address, leadsTo: Address) {
  return {
    address,
    leadsTo,
    title: 'Song',
    description: 'This id belongs to a recording with another page.',
    sources: [source],
    table: null,
    body: (link: LinkTo) => (
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
