import type { Terms } from '../source.ts'

export const simulatorTerms: Terms = {
  attribution: null,
  retention: null,
  url: null,
  derived_metrics_allowed: true,
  summary: 'Everything in it is invented: do with it what you like.',
}
