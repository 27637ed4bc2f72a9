import type { ExportRow, PlayForm } from '../play.ts'

/** One file of an export: on the disk, uncompressed, or in a zip. */
export interface ExportPart {
  /** Its name, with the folders of the zip. */
  name: string
  /** Its bytes from the beginning, each time that it is called. */
  read(): AsyncIterable<Uint8Array>
}

/** What a part was found to be. */
export interface RecognisedPart {
  form: PlayForm
  /** For messages: `Spotify, extended streaming history`. */
  title: string
  /** What a person needs to know about it, e.g. what it does not say. */
  note?: string
  /** Of a part without plays: the name of the file that needs it. */
  companion_of?: string
  /** Its rows; `others` are all parts of the command. Throws `UnreadableError` for a part that is not whole. */
  rows(part: ExportPart, others: FoundPart[]): AsyncIterable<ExportRow>
}

/** A part with what it was found to be. */
export interface FoundPart {
  part: ExportPart
  recognised: RecognisedPart
}

/** Recognises a part by its name and the beginning of its text; null for any other file. */
export type PartRecogniser = (name: string, start: string) => RecognisedPart | null

/** True where the JSON text contains all of the keys. */
export function hasKeys(start: string, ...keys: string[]): boolean {
  // Most texts lack the key, and searching for plain text is ten times as fast.
  return keys.every((key) => start.includes(`"${key}"`) && new RegExp(`"${key}"\\s*:`).test(start))
}
