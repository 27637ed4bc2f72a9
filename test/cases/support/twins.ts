import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

type MakeFile = () => Buffer

/** Inputs that code makes: long lists, and encodings that an editor would change. */
const twins: Record<string, Record<string, MakeFile>> = {
  '04-extended-in-place': {
    'extended-2026-01-05.json': () =>
      songList(120, {
        total: 120,
        next: 'https://api.spotify.com/v1/z?offset=100',
        offset: 0,
        previous: null,
      }),
  },
  '32-answer-cut-by-fields': { 'fields-2026-01-05.json': () => songList(100, { total: 100 }) },
  '23-encodings': {
    'latin1.csv': () => Buffer.from('artist;title;rank;date\nJürgen Öhm;Überfähre;1;2026-01-03\n', 'latin1'),
    'utf16.csv': () =>
      Buffer.from('\u{feff}artist\ttitle\trank\tdate\nJürgen Öhm\tÜberfähre\t1\t2026-01-03\n', 'utf16le'),
    'mac.csv': () =>
      Buffer.from(
        'artist,title,rank,date\rNora Quill,Lantern Bay,1,2026-01-03\rOtto Fenn,Low Tide,2,2026-01-03\r',
      ),
    'bom.csv': () => Buffer.from('\u{feff}artist;title;rank;date\r\nJürgen Öhm;Überfähre;1;2026-01-05\r\n'),
    'regional-de-daily-2026-01-05.csv': () =>
      Buffer.from(
        [
          '\u{feff},,,"NOTE: invented figures of the quay",',
          'Position,"Track Name",Artist,Streams,URL',
          '1,"Lantern Bay",Nora Quill,1000,https://open.spotify.com/track/2LUbOqv9m2tUJVqsZXUBjQ',
          '2,"Low, Tide","Otto Fenn",900,https://open.spotify.com/track/VwpZF5IrALvdEatLCUwwlF\r\n',
        ].join('\r\n'),
      ),
  },
}

/** Ids that a must.json states; the others follow from the number. */
const songIds = new Map([
  [1, 'Ywh3f7YyzLC5EFm2rVa0VR'],
  [120, 'ZIp93Xot2BJAr7GGYT3j5W'],
])

/** A Spotify playlist of songs by one artist. */
function songList(count: number, paging: object): Buffer {
  const items = Array.from({ length: count }, (_, index) => {
    const name = `Song ${String(index + 1).padStart(3, '0')}`
    const id = songIds.get(index + 1) ?? `Quay${index + 1}`.padEnd(22, 'q')
    const album = { id: `Album${index + 1}`.padEnd(22, 'q'), name: `${name} LP`, release_date: '2023-05-05' }
    const artists = [{ id: 'TuAnBTQKAf46b3BpkMjubA', name: 'Nora Quill' }]
    return {
      added_at: '2024-02-02T00:00:00Z',
      track: { id, name, type: 'track', duration_ms: 200_000, album, artists },
    }
  })
  const playlist = { id: '5BugsAndNothingElse012', name: 'Harbour Top', type: 'playlist' }
  return Buffer.from(JSON.stringify({ ...playlist, tracks: { items, ...paging } }))
}

/** Writes the inputs of a case that code makes. */
export async function writeTwins(name: string, folder: string): Promise<void> {
  for (const [file, make] of Object.entries(twins[name] ?? {})) await writeFile(join(folder, file), make())
}
