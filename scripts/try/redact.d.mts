/** A secret, and what a report shows in its place. */
type Secret = readonly [value: string, shown: string]

export function redact(text: string, values?: readonly Secret[]): string
export function listSecrets(environment?: Record<string, string | undefined>): Secret[]
export function listTexts(value: unknown, key?: string): Secret[]
