/**
 * The UTF-8 of a text whose first bytes say that it is UTF-16, little-endian or big-endian; other bytes as they are. Half
 * of a surrogate pair becomes U+FFFD.
 */
export function decodeText(body: Uint8Array): Uint8Array {
  const [first, second, third, fourth] = body
  const isLittle = first === 0xff && second === 0xfe
  const isBig = first === 0xfe && second === 0xff
  // The mark of UTF-32 begins with that of UTF-16.
  if (!(isLittle || isBig) || (isLittle && third === 0 && fourth === 0)) return body
  const units = Buffer.from(body.subarray(2, body.length - (body.length % 2)))
  if (isBig) units.swap16()
  return Buffer.from(units.toString('utf16le').toWellFormed())
}
