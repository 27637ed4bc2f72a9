import type { Terms } from '../source.ts'

export const listenbrainzTerms: Terms = {
  attribution: null,
  retention: null,
  url: null,
  derived_metrics_allowed: true,
  summary: 'The statistics of ListenBrainz are in the public domain (CC0): do with them what you like.',
}
