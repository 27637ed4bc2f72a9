/** The bucket of `s3://bucket/path` and the path, which may be empty; null for other text. */
export function parseS3Address(address: string): { bucket: string; path: string } | null {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(address)
  return match === null ? null : { bucket: match[1] ?? '', path: match[2] ?? '' }
}

/** A key that S3 wrote percent-encoded, in a list or an event, with `+` for a space. */
export function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '))
}
