import { getMessage, HitparadeError, SourceError } from '../../domain/errors.ts'

/** Replaces a secret. */
const HIDDEN = '***'
/** A shorter text stays: to hide it would hide ordinary words. */
const SHORTEST = 8
/** Characters of a message. */
const LONGEST = 500

/** The secrets in an `Authorization` header, in the forms in which a server may repeat them. */
export function listSecrets(authorization = ''): string[] {
  const at = authorization.indexOf(' ')
  const [scheme, value] = [authorization.slice(0, at), authorization.slice(at + 1)]
  const [client_id, ...rest] = scheme === 'Basic' ? Buffer.from(value, 'base64').toString().split(':') : []
  const client_secret = rest.join(':')
  // The secret of the simulator is its name.
  const all = client_secret === client_id ? [value] : [value, client_secret]
  return all.flatMap((secret) => [secret, encodeURIComponent(Buffer.from(secret).toString())])
}

/**
 * The text without these secrets, and without what may be one: user and query of an address, except the numbers of its
 * page, the value after `Bearer`, and values that are called a token, a key, a password, a signature or the like.
 */
export function redact(text: string, secrets: Iterable<string>): string {
  // The longest first: it may contain another.
  const known = [...new Set(secrets)]
    .filter(({ length }) => length >= SHORTEST)
    .sort((a, b) => b.length - a.length)
  return hideAll(text, known)
    .replace(/\bhttps?:\/\/[^\s"<>]+/gi, (url) => redactUrl(url, known))
    .replace(/\b(Bearer|Basic) [^\s"',;]+/gi, `$1 ${HIDDEN}`)
    .replace(NAMED, `$1${HIDDEN}`)
}

/** `access_token=…`, `"client_secret": "…"`. The lengths are limited, because a server chooses the text. */
const NAMED =
  /(?<![\w-])([\w-]{0,40}(?:token|secret|signature|credential|password|authorization|api[_-]?key)[\w-]{0,40}["']?\s{0,3}[=:]\s{0,3}["']?)(?!\*\*\*|Bearer |Basic )[^\s"'&,;]+/gi

/** An error of a source with the same fields, each redacted. Its cause is left out: it may hold a secret in any form. */
export function redactError(error: unknown, secrets: Iterable<string>): HitparadeError {
  const known = [...secrets]
  const hide = <T>(value: T) => (typeof value === 'string' ? (redact(value, known) as T) : value)
  if (!(error instanceof HitparadeError)) return new SourceError('Failed', shorten(hide(getMessage(error))))
  const { code, problem, advice, details, retryable } = error
  return new SourceError(code, shorten(hide(problem)), {
    ...(advice === null ? {} : { advice: hide(advice) }),
    details: Object.fromEntries(Object.entries(details).map(([key, value]) => [key, hide(value)])),
    retryable,
  })
}

function shorten(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`
}

/** Parameters of a page: where it begins, and how many songs it has. */
const PAGING = /^(?:offset|limit|index)=\d{1,9}$/

function redactUrl(url: string, secrets: string[]): string {
  const [address = '', query, ...rest] = url.split('?')
  const plain = decode(url)
  // A secret may be written with percent signs in a way of its own.
  if (hideAll(plain, secrets) !== plain) return `${address.slice(0, address.indexOf('/', 8))}/${HIDDEN}`
  const shown = address.replace(/\/\/[^/]*@/, `//${HIDDEN}@`).replace(/#.*/, `#${HIDDEN}`)
  if (query === undefined) return shown
  const parameters = [...query.split('&'), ...rest]
  const kept = parameters.filter((parameter) => PAGING.test(parameter))
  return `${shown}?${(kept.length < parameters.length ? [...kept, HIDDEN] : kept).join('&')}`
}

function hideAll(text: string, secrets: string[]): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), text)
}

/** Like `decodeURIComponent`, but a percent sign that encodes nothing stays. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded)
    } catch {
      return encoded
    }
  })
}
