/** The address that a source refers to, if it is on the same host. Null for any other: a token must never be sent there. */
export function resolveSameOrigin(reference: string, current: string): string | null {
  if (!URL.canParse(reference, current)) return null
  const url = new URL(reference, current)
  const isSame = url.origin === new URL(current).origin && url.username === '' && url.password === ''
  return isSame ? url.href : null
}

/** Scheme, host and port of a reference: all that a message may show of it. */
export function showOrigin(reference: string, current: string): string {
  return URL.canParse(reference, current)
    ? new URL(reference, current).origin
    : 'an address that is not valid'
}
