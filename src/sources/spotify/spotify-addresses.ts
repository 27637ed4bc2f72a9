/** The addresses of Spotify, unless the configuration names others. */
export const spotifyAddresses = {
  api: 'https://api.spotify.com/v1',
  authorize: 'https://accounts.spotify.com/authorize',
  token: 'https://accounts.spotify.com/api/token',
} as const

/** What a user consents to. The second is needed for playlists that the user shares with others. */
export const spotifyScopes = ['playlist-read-private', 'playlist-read-collaborative'] as const
