import type { Terms } from '../source.ts'

export const deezerTerms: Terms = {
  attribution: 'Data from Deezer',
  retention: null,
  url: 'https://www.deezer.com',
  derived_metrics_allowed: true,
  summary:
    'Deezer allows non-commercial use only and no reproduction of its content; name Deezer and link back to it.',
}
