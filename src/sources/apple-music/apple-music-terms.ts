import type { Terms } from '../source.ts'

export const appleMusicTerms: Terms = {
  attribution: 'Data from Apple Music',
  retention: null,
  url: 'https://music.apple.com',
  derived_metrics_allowed: true,
  summary:
    'Apple publishes its most played songs as a feed; read its terms before you publish them, and link back to Apple Music.',
}
