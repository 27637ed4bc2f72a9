export const httpUrl = 'an http or https URL without user name and password'

/** True if the text is a URL without credentials, which would be printed with the URL. */
export function isHttpUrl(value: string): boolean {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return false
  const { username, password } = new URL(value)
  return username === '' && password === ''
}

/** The text with every `user:password@` of a URL replaced by `…@`. */
export function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/"]*@/g, '//…@')
}

/** The URL without slashes at its end; null if there is none. */
export function withoutTrailingSlash(url: string | undefined): string | null {
  return url?.replace(/\/+$/, '') ?? null
}
