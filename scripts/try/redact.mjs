// Removes from a text what could identify a person, an account or a machine, or open something.
import { homedir, hostname, tmpdir, userInfo } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Secrets by their form, with what a report shows in their place. The first that matches wins. */
const forms = [
  [/-----BEGIN[\s\S]*?(-----END[^-]*-----|$)/g, '<key>'],
  [/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, '<token>'],
  [/\barn:[^\s'"`,;)\]]+/g, '<arn>'],
  [/\bs3:\/\/[^\s'"`,;)\]]+/gi, '<bucket>'],
  [/\b[a-z0-9-]+-(raw|curated)-[a-z0-9<>-]+/g, '<bucket>'],
  [/\b[a-z][a-z0-9+]*:\/\/[^\s'"`,;)\]]+/gi, '<address>'],
  [/\bspotify:\w+:\w+/g, '<id>'],
  [/[\w.+%-]+@[\w-]+(\.[\w-]+)+/g, '<e-mail>'],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b(A3T|AKIA|ASIA|AROA|AIDA|AGPA|ANPA)[A-Z0-9]{12,}\b/g, '<key>'],
  [/(?<!\d)\d{4}-?\d{4}-?\d{4}(?!\d)/g, '<account>'],
  [/\b[a-z]{2,3}\d{5}\b/gi, '<account>'],
  [/(?<![\d.])(\d{1,3}\.){3}\d{1,3}(:\d+)?(?![\d.])/g, '<host>'],
  [/(?<![\w:])([0-9a-f]{0,4}:){3,}[0-9a-f]{0,4}(?![\w:])/gi, '<host>'],
  [/\b(ip-\d+-\d+-\d+-\d+)\b/g, '<host>'],
  [/\b([a-z0-9-]+\.){2,}[a-z]{2,}(:\d+)?\b/gi, '<host>'],
  [/\b[a-z0-9-]+\.(com|net|org|io|dev|app|cloud|local|internal|lan|home)(:\d+)?\b/gi, '<host>'],
  [/(?<![\w<>./])(~|[a-z]:\\|\\\\|\/)[\w.@+-][^\s'"`,;:)\]]*/gi, '<path>'],
  // Tokens and ids of services; words and dates are shorter, or have no digits.
  [/(?<![\w/+=.-])(?=[\w/+=.-]*\d)(?=[\w/+=.-]*[a-z])[\w/+=.-]{20,}/gi, '<token>'],
  [/(?<![\w/+=.-])[\w/+=.-]{32,}/g, '<token>'],
]

/**
 * The text without secrets: neither these values, each with what takes its place, nor anything that has the form of one.
 *
 * @param {string} text
 * @param {readonly (readonly [value: string, shown: string])[]} values
 */
export function redact(text, values = []) {
  const longestFirst = values.filter(([value]) => value.length > 1).sort(([a], [b]) => b.length - a.length)
  const known = longestFirst.reduce(
    (left, [value, shown]) =>
      left.replaceAll(new RegExp(`(?<![a-z0-9])${escapePattern(value)}(?![a-z0-9])`, 'gi'), shown),
    text,
  )
  return forms.reduce((left, [form, shown]) => left.replaceAll(form, shown), known)
}

/** Values of this machine and of the environment that no report shows. */
export function listSecrets(environment = process.env) {
  const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')
  const places = [homedir(), tmpdir(), process.cwd(), environment.INIT_CWD ?? '', root]
  return [
    ...places.filter((place) => place.length > 1).map((place) => [place, '<path>']),
    [hostname(), '<host>'],
    [userInfo().username, '<user>'],
    ...Object.entries(environment)
      .filter(([name]) => /^(AWS|SNOWFLAKE|SPOTIFY|HITPARADE)_/.test(name) && !isHarmless(name))
      .map(([name, value]) => [value, `<${name}>`]),
  ]
}

/** Every text in a parsed file, e.g. a configuration, with the name of its key. */
export function listTexts(value, key = 'value') {
  if (typeof value === 'string') return isHarmless(key) ? [] : [[value, `<${key}>`]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => listTexts(each, Array.isArray(value) ? key : name))
}

/** Settings that are one of a few public words, which messages need. */
function isHarmless(name) {
  return /(^|_)(region|authenticator|auth|source|chart|run_at|environment|disabled)$/i.test(name)
}

function escapePattern(text) {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
