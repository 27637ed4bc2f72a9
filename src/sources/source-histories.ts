/**
 * Which dates a source answers for: `none` is only the current chart, `range` also past dates. Known without opening the
 * source, because schedules are planned before.
 */
export const sourceHistories = {
  'apple-music': 'none',
  deezer: 'none',
  listenbrainz: 'none',
  simulator: 'range',
  spotify: 'none',
} as const
