import type { FileFormat } from '../file-format.ts'
import { readListens } from './read-listens.ts'

/** Plays of a person. `import` writes such raw objects from exports, which it recognises by itself. */
export const listensFormat: FileFormat = {
  name: 'listens',
  title: 'an export of own listening',
  read: readListens,
  recognise: () => null,
}
