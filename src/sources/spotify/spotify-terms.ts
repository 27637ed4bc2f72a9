import type { Terms } from '../source.ts'

export const spotifyTerms: Terms = {
  attribution: 'Data from Spotify',
  retention: 'no longer than needed, and deleted within 5 days of disconnecting the app',
  url: 'https://open.spotify.com',
  derived_metrics_allowed: false,
  summary:
    "Spotify's developer policy forbids keeping its content for ever, deriving listenership metrics from it, machine learning on it and mixing it with other services' content; name Spotify and link back.",
}
