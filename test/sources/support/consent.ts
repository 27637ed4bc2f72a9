import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../../src/config/config.ts'
import type { Simulator } from '../../../src/simulator/simulator-server.ts'
import { authorisationFile } from '../../../src/sources/oauth/authorisation-file.ts'
import { signInToSource } from '../../../src/sources/registry.ts'

/** What a person does on the consent page of the simulator, and what the browser shows after it. */
export async function decide(
  url: string,
  { user = 'simulator', decision = 'agree' } = {},
): Promise<{ status: number; text: string }> {
  const body = new URLSearchParams({ user, decision })
  const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' })
  const location = answer.headers.get('location')
  return location === null ? read(answer) : visit(location)
}

export async function visit(url: string) {
  return read(await fetch(url))
}

async function read(answer: Response) {
  return { status: answer.status, text: await answer.text() }
}

/** The addresses of a simulator at an instant such as `20261121t060000z`. */
export function addressesAt({ url }: Pick<Simulator, 'url'>, stamp: string) {
  const base = `${url}/${stamp}`
  return { url: `${base}/v1`, authorize_url: `${base}/authorize`, token_url: `${base}/api/token` }
}

/** Signs in to the simulator; `act` opens the address. */
export function signInAt(
  simulator: Simulator,
  {
    stamp,
    act,
    client_id = 'simulator-new-app',
    port = 0,
    timeout_seconds = 20,
  }: {
    stamp: string
    act(url: string): unknown
    client_id?: string
    port?: number
    timeout_seconds?: number
  },
) {
  const config = loadConfig({ cwd: tmpdir(), environment: {} })
  Object.assign(config.sources.spotify, addressesAt(simulator, stamp))
  config.credentials.spotify.client_id = client_id
  const instant = stamp.replace(/^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)z$/, '$1-$2-$3T$4:$5:$6Z')
  return signInToSource('spotify', {
    config,
    port,
    timeout_seconds,
    now: () => Date.parse(instant),
    show: (url) => void act(url),
    save: async () => {},
  })
}

/** A place for authorisations in a new folder. */
export async function createPlace() {
  const data_dir = await mkdtemp(join(tmpdir(), 'hitparade-consent-'))
  return {
    data_dir,
    store: authorisationFile(data_dir, 'spotify'),
    remove: () => rm(data_dir, { recursive: true, force: true }),
  }
}
