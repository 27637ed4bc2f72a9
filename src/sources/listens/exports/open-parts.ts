import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import { UnreadableError } from '../../../domain/errors.ts'
import { isMachineError } from '../../../domain/machine-errors.ts'
import { recogniseApple } from './apple-exports.ts'
import { recogniseDeezerBook, SHEET } from './deezer-exports.ts'
import type { ExportPart, FoundPart, PartRecogniser } from './export-part.ts'
import { recogniseLastfm } from './lastfm-exports.ts'
import { recogniseListenbrainz } from './listenbrainz-exports.ts'
import { recognisePlayer } from './player-exports.ts'
import { recogniseServer } from './server-exports.ts'
import { recogniseSpotify } from './spotify-exports.ts'

const recognisers: PartRecogniser[] = [
  recogniseSpotify,
  recogniseListenbrainz,
  recogniseServer,
  recogniseLastfm,
  recogniseApple,
  recognisePlayer,
]

/** Bytes from which a part is recognised. */
const START = 65_536

/** The parts with plays in one file, which may be a zip or compressed; empty for any other file. Throws `UnreadableError` for a broken zip. */
export async function findParts(path: string): Promise<FoundPart[]> {
  const head = await readHead(path)
  if (isZip(head)) return findInZip(path)
  const isGzip = head[0] === 0x1f && head[1] === 0x8b
  const part: ExportPart = {
    name: basename(path).replace(/\.gz$/i, ''),
    read: () => (isGzip ? createReadStream(path).pipe(createGunzip()) : createReadStream(path)),
  }
  return recognise(part, isGzip ? await readStart(part) : head)
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(START), 0, START, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4
}

async function readStart(part: ExportPart): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of part.read()) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= START) break
  }
  return Buffer.concat(chunks).subarray(0, START)
}

function recognise(part: ExportPart, head: Buffer): FoundPart[] {
  const start = head.toString('utf8').replace(/^\uFEFF/, '')
  for (const recogniser of recognisers) {
    const recognised = recogniser(basename(part.name), start)
    if (recognised !== null) return [{ part, recognised }]
  }
  return []
}

async function findInZip(path: string): Promise<FoundPart[]> {
  const found: FoundPart[] = []
  for (const part of await listZip(path)) {
    // A workbook is a zip, too.
    if (part.name === WORKBOOK) {
      const book = { name: basename(path), read: () => createReadStream(path) }
      return (await isDeezerBook(path)) ? [{ part: book, recognised: recogniseDeezerBook(path) }] : []
    }
    if (/\.xlsx$/i.test(part.name)) {
      const bytes = await buffer(part.read())
      if (await isDeezerBook(bytes)) found.push({ part, recognised: recogniseDeezerBook(bytes) })
    }
    if (/\.(?:json|jsonl|csv|log|txt)$/i.test(part.name))
      found.push(...recognise(part, await readStart(part)))
  }
  return found
}

/** The list of the sheets of a workbook. */
const WORKBOOK = 'xl/workbook.xml'

async function isDeezerBook(book: ZipSource): Promise<boolean> {
  return (await text(readEntry(book, WORKBOOK))).includes(`"${SHEET}"`)
}

/** The path of a zip, or its bytes. */
type ZipSource = string | Buffer

async function listZip(path: string): Promise<ExportPart[]> {
  const names: string[] = []
  for await (const { name } of readZip(path, () => false)) names.push(name)
  return names.map((name) => ({ name, read: () => readEntry(path, name) }))
}

async function* readEntry(source: ZipSource, name: string): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of readZip(source, (entry) => entry === name)) if (bytes !== null) yield* bytes
}

/** The files of a zip, with the bytes of those that are wanted. Throws `UnreadableError` if the zip is not whole. */
async function* readZip(source: ZipSource, isWanted: (name: string) => boolean) {
  const { fromBufferPromise, openPromise } = await import('yauzl')
  try {
    const zip =
      typeof source === 'string'
        ? await openPromise(source, { autoClose: false })
        : await fromBufferPromise(source, {})
    try {
      for await (const entry of zip.eachEntry()) {
        const name = entry.fileName
        if (name.endsWith('/')) continue
        const bytes: AsyncIterable<Uint8Array> | null = isWanted(name)
          ? await zip.openReadStreamPromise(entry)
          : null
        yield { name, bytes }
      }
    } finally {
      zip.close()
    }
  } catch (error) {
    if (isMachineError(error) || error instanceof UnreadableError) throw error
    throw new UnreadableError('the zip is damaged or encrypted', { cause: error })
  }
}
