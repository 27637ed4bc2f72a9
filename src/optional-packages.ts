import { getMessage, HitparadeError } from './domain/errors.ts'
import { peerDependencies } from './version.ts'

/**
 * Loads a package that only AWS or Snowflake needs. It is not installed with hitparade, because most people need neither.
 * Throws code `Unavailable` with the command that installs it, and every other package that the same service needs.
 */
export async function loadOptionalPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    throw new HitparadeError('Unavailable', `cannot load the package ${name}: ${getMessage(error)}`, {
      advice: `install it where hitparade is installed, with \`${formatInstallCommand(name)}\``,
      details: { package: name },
      cause: error,
    })
  }
}

/** The command that installs an optional package and those of the same scope, in the oldest versions that hitparade accepts. */
export function formatInstallCommand(name: string): string {
  const [scope] = name.split('/')
  const names = Object.keys(peerDependencies).filter((peer) => peer === name || peer.startsWith(`${scope}/`))
  return `npm install ${names.map((peer) => `${peer}@${peerDependencies[peer]?.replace('^', '')}`).join(' ')}`
}
