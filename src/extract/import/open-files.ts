import { getMessage, HitparadeError, UnreadableError } from '../../domain/errors.ts'
import { isMachineError, isTooLong } from '../../domain/machine-errors.ts'
import { parseColumnChoices } from '../../sources/chart-rows/column-choices.ts'
import { createFileContent } from '../../sources/file-content.ts'
import type { FileFormat, RecognisedFile } from '../../sources/file-format.ts'
import type { ReadingChoices } from '../../sources/raw/raw-object.ts'
import type { ImportOptions } from './import-report.ts'
import { type ImportableFile, readPlain } from './list-files.ts'
import { recogniseFile } from './recognise-file.ts'

/** Bytes of all files that are kept from the first look at them to the last. Others are read again. */
const KEPT = 2 ** 25

export interface OpenedFile {
  name: string
  /** Uncompressed bytes. */
  size: number
  recognised: RecognisedFile
}

/** Opens each file of a command as often as it is needed, and mostly reads and parses it once. */
export interface Opener {
  /** Throws `UnreadableError` for a file that is not a chart. */
  open(file: ImportableFile): Promise<OpenedFile>
  /** Its uncompressed bytes; the file is not kept after this. */
  readBody(file: ImportableFile): Promise<Uint8Array>
}

export function createOpener(options: ImportOptions, formats: FileFormat[]): Opener {
  const kept = new Map<ImportableFile, OpenedFile & { body: Uint8Array | null }>()
  let bytes = 0
  return {
    async open(file) {
      const known = kept.get(file)
      if (known !== undefined) return known
      const { name, body } = await readPlain(file)
      const reading = { header: readChoices(options), date: options.date }
      const content = createFileContent({ name, body, identity: options.identity ?? 'id', reading })
      const opened = { name, size: body.length, recognised: recogniseFile(content, formats) }
      const hasRoom = kept.size === 0 || bytes + body.length <= KEPT
      if (hasRoom) bytes += body.length
      if (hasRoom || opened.recognised.is_summary) kept.set(file, { ...opened, body: hasRoom ? body : null })
      return opened
    },
    async readBody(file) {
      const known = kept.get(file)
      kept.delete(file)
      return known?.body ?? (await readPlain(file)).body
    },
  }
}

function readChoices({ columns, positions, dates }: ImportOptions): ReadingChoices {
  return {
    ...(columns === undefined ? {} : { columns: parseColumnChoices(columns) }),
    ...(positions === undefined ? {} : { positions }),
    ...(dates === undefined ? {} : { dates }),
  }
}

/** Why a file cannot be imported. Throws an error that does not come from its bytes. */
export function requireRefusal(error: unknown): string {
  if (error instanceof UnreadableError) return error.message
  if (error instanceof HitparadeError || isMachineError(error)) throw error
  if (isTooLong(error)) return 'a line is longer than 512 MB; split it'
  return `unexpected error, please report it: ${getMessage(error)}`
}
