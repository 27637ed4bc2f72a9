import type { ApiWorld } from './world-playlists.ts'

/** An app as a developer registers it. */
export interface SimulatedApp {
  client_id: string
  client_secret: string
  /** The shape of the answers. */
  world: ApiWorld
  /** True, as for every app since 2026: it shows songs only to a user who owns the playlist. */
  shows_own_only: boolean
  /** False: the owner of the app has no Premium subscription, so every call is refused. */
  has_premium: boolean
}

/** The credentials of the app with extended quota. */
export const simulatedCredentials = { client_id: 'simulator', client_secret: 'simulator' }

const app = { client_secret: 'simulator', shows_own_only: false, has_premium: true }

/** The apps of the simulator. Their secrets are public. */
export const simulatedApps: readonly SimulatedApp[] = [
  { ...app, client_id: 'simulator', world: 'extended' },
  { ...app, client_id: 'simulator-development', world: 'development' },
  { ...app, client_id: 'simulator-both', world: 'both' },
  { ...app, client_id: 'simulator-new-app', world: 'development', shows_own_only: true },
  {
    ...app,
    client_id: 'simulator-without-premium',
    world: 'development',
    shows_own_only: true,
    has_premium: false,
  },
]

/** A person who can sign in. */
export interface SimulatedUser {
  id: string
  name: string
  /** The line at the name on the consent page. */
  about: string
  owns_playlists: boolean
  /** False: the developer has not added the user to the allow list of the app. */
  is_listed: boolean
}

export const simulatedUsers: readonly SimulatedUser[] = [
  { id: 'simulator', name: 'Ada', about: 'owns every playlist', owns_playlists: true, is_listed: true },
  { id: 'guest', name: 'Ben', about: 'owns no playlist', owns_playlists: false, is_listed: true },
  {
    id: 'unlisted',
    name: 'Cem',
    about: 'is not on the allow list of the app',
    owns_playlists: true,
    is_listed: false,
  },
]

/** The address that every app has registered. A redirect to it may have any port. */
export const registeredRedirect = 'http://127.0.0.1/callback'

export function findApp(client_id: string | null): SimulatedApp | null {
  return simulatedApps.find((each) => each.client_id === client_id) ?? null
}

export function findUser(id: string | null): SimulatedUser | null {
  return simulatedUsers.find((each) => each.id === id) ?? null
}
