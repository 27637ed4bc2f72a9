export const httpAddress = 'an http or https address without user name and password'

/** A user name and password in an address would be printed with it. */
export function isHttpAddress(value: string): boolean {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return false
  const { username, password } = new URL(value)
  return username === '' && password === ''
}

/** Hides what would be a password. */
export function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/"]*@/g, '//…@')
}
