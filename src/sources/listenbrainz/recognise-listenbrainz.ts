import type { FileFormat } from '../file-format.ts'
import { readListenbrainz } from './read-listenbrainz.ts'

/** Fetched answers. A file of the first answer alone is chart JSON, so this format recognises no file. */
export const listenbrainzFormat: FileFormat = {
  name: 'listenbrainz',
  title: 'an answer of ListenBrainz',
  read: readListenbrainz,
  recognise: () => null,
}
