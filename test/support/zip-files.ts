import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

/** The bytes of a zip with these files. */
export async function zipFiles(files: Record<string, string | Uint8Array>): Promise<Uint8Array> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name)
  zip.end()
  return buffer(zip.outputStream)
}
