/** What a column of a table of chart rows can mean. These are also the keys of `--columns`. */
export type Meaning = keyof typeof rules

/**
 * A name fits where each group has at least one of its words in it, and it has no other word than those of the groups
 * and the words that it allows.
 */
interface NameRule {
  needs: string[][]
  allows?: string[]
}

const exactly = (...names: string[]): NameRule[] =>
  names.map((name) => ({ needs: name.split(' ').map((word) => [word]) }))
const needs = (...groups: string[]): string[][] => groups.map((group) => group.split(' '))
const words = (text: string): string[] => text.split(' ')

const POSITION = 'position pos rank #'
const COUNTED = 'weeks days issues periods times wks appearances time'
const PROVIDERS = words('spotify youtube deezer apple music itunes amazon musicbrainz')
const SONGS = 'song track recording video'
const ARTISTS = 'artist artists performer performers'

/** The rules of each meaning, the more exact first. */
const rules = {
  position: [
    ...exactly('position', 'rank', 'pos'),
    // `Week #` is the number of a week, and `#` beside a named position counts the rows.
    { needs: needs('position pos rank'), allows: words('# chart current week this daily weekly') },
    { needs: needs('#'), allows: words('chart current') },
    ...exactly('this week', 'current week', 'tw', 'current', 'place', 'ranking', 'rank no'),
  ],
  date: [
    ...exactly('chart date', 'date'),
    { needs: needs('date', 'week day chart snapshot captured'), allows: words('id ending end') },
    { needs: needs('week day'), allows: words('chart snapshot captured id ending end') },
    { needs: needs('date', 'issue report'), allows: ['chart'] },
    ...exactly('date of chart', 'week of', 'chart week of'),
    ...exactly('end date', 'issue'),
    { needs: needs('week', 'commencing beginning starting start'), allows: words('chart date of') },
    ...exactly('start date'),
  ],
  previous: [
    { needs: needs('previous prev last', POSITION), allows: words('week chart day daily weekly') },
    { needs: needs('previous prev last', 'week'), allows: ['chart'] },
    ...exactly('lw', 'previous', 'prev', 'last'),
  ],
  peak: [
    { needs: needs('peak', POSITION), allows: ['chart'] },
    ...exactly('peak', 'highest position', 'high position', 'pk', 'hp'),
    { needs: needs('highest high best top max', POSITION), allows: ['chart'] },
  ],
  count: [
    { needs: needs(COUNTED, 'on in', 'chart charts board'), allows: ['total'] },
    ...exactly('weeks', 'wks', 'days', 'weeks in', 'wks in', 'days in', 'wo c', 'woc', 'wks on', 'weeks on'),
    { needs: needs('weeks wks days', 'total number #'), allows: words('of on in chart') },
  ],
  song: [
    ...exactly('song'),
    { needs: needs('song track', 'name title') },
    ...exactly('title', 'track', 'name', 'single', 'single title'),
  ],
  artist: [
    ...exactly('artist', 'artist names', 'artist name', 'artists', 'artists names', 'artists name'),
    { needs: needs('performer performers'), allows: words('name names') },
    // Not with the word song: `Song - Artist` is one column of both.
    { needs: needs('artist artists', 'primary main lead'), allows: words('name names') },
    ...exactly('singer', 'singers', 'act', 'band'),
  ],
  streams: createMetricRules('streams', 'stream'),
  views: createMetricRules('views', 'view'),
  listens: createMetricRules('listens', 'listen'),
  plays: [...exactly('playcount'), ...createMetricRules('plays', 'play')],
  scrobbles: createMetricRules('scrobbles', 'scrobble'),
  sales: createMetricRules('sales', 'sale'),
  units: createMetricRules('units', 'unit'),
  id: [
    { needs: needs(SONGS, 'id uri mbid'), allows: PROVIDERS },
    { needs: needs('id uri mbid'), allows: PROVIDERS },
    { needs: needs('url link href'), allows: [...PROVIDERS, ...words(SONGS), 'external', 'uri'] },
  ],
  url: [{ needs: needs('url link href'), allows: [...PROVIDERS, ...words(SONGS), 'external'] }],
  artist_ids: [
    { needs: needs(ARTISTS, 'id ids uri uris mbid mbids'), allows: PROVIDERS },
    { needs: needs(ARTISTS, 'url urls link links'), allows: PROVIDERS },
  ],
  feats: [{ needs: needs('feats feat featuring featured'), allows: words('artist artists name names') }],
  album: [{ needs: needs('album release', 'name title') }, ...exactly('album')],
  album_id: [
    { needs: needs('album release', 'id uri mbid'), allows: PROVIDERS },
    { needs: needs('album release', 'url link'), allows: PROVIDERS },
  ],
  release_date: [{ needs: needs('release', 'date'), allows: words('album track song') }],
  isrc: [{ needs: needs('isrc'), allows: words('track song code') }],
  duration: [
    {
      needs: needs('duration length'),
      allows: words('track song ms milliseconds s sec seconds in'),
    },
  ],
  added_at: [{ needs: needs('added'), allows: words('at date time song track on') }],
  popularity: [{ needs: needs('popularity'), allows: words('track song') }],
  explicit: [{ needs: needs('explicit'), allows: words('is track song lyrics') }],
  label: exactly('label', 'record label'),
  region: [
    ...exactly('region', 'country', 'market'),
    { needs: needs('region country market'), allows: words('code name') },
  ],
  chart: exactly(
    'chart',
    'chart name',
    'playlist name',
    'playlist title',
    'playlist',
    'chart title',
    'chart type',
  ),
} satisfies Record<string, NameRule[]>

/** What a source counts; the first that a table has is its metric. */
export const metricNames = ['streams', 'views', 'listens', 'plays', 'scrobbles', 'sales', 'units'] as const

export type MetricName = (typeof metricNames)[number]

export const meanings = Object.keys(rules) as Meaning[]

/** Words that no rule uses, and that are not two words: `weekday` is not the date of a day. */
const OTHER_WORDS = words('weekday weekdays daytime timeline')

export const ruleWords: ReadonlySet<string> = new Set([
  ...Object.values(rules)
    .flat()
    .flatMap((rule: NameRule) => [...rule.needs.flat(), ...(rule.allows ?? [])])
    // Parts of other words.
    .filter((word) => word.length > 1 || word === '#'),
  ...OTHER_WORDS,
])

/** How exactly a name has the meaning: 0 is the most exact; null where it does not have it. */
export function rankName(meaning: Meaning, name: readonly string[]): number | null {
  const at = rules[meaning].findIndex((rule: NameRule) => fits(rule, name))
  return at < 0 ? null : at * 10 + name.length
}

function fits({ needs, allows = [] }: NameRule, name: readonly string[]): boolean {
  return (
    needs.every((group) => group.some((word) => name.includes(word))) &&
    name.every((word) => allows.includes(word) || needs.some((group) => group.includes(word)))
  )
}

/** `streams`, `weekly_streams` and `stream_count`, but not `total_streams`, which counts more than one issue. */
function createMetricRules(many: string, one: string): NameRule[] {
  return [
    ...exactly(many),
    { needs: [[many]], allows: words('count number of daily weekly') },
    { needs: [[one], ['count', 'counts']] },
  ]
}
