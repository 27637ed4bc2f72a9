import { isIP } from 'node:net'

/** Whether only this machine reaches a server that listens on the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/**
 * Whether a request means the server by this name, the host of its URL. A page elsewhere can give its own name the address
 * of this machine and then read what the browser may: so a name that only this machine reaches must be known. An address in
 * numbers has no such owner.
 */
export function isKnownHost(hostname: string, names: readonly string[]): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '')
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  return isIP(name.replace(/^\[(.*)\]$/, '$1')) > 0 || names.some((known) => known.toLowerCase() === name)
}
