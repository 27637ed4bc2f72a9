import type { Hook, NoticeEvent } from '../config/notify-config.ts'
import { type ChartName, formatChartName, matchWholeNames } from '../domain/chart-name.ts'
import { foldText } from '../domain/text/fold.ts'

/** One thing that happened on a chart. */
export interface Happening {
  event: NoticeEvent
  issue: NoticeIssue
  /** Null for a chart as a whole. */
  song: { song_id: string; song: string; artists: string } | null
  /** What the source counts, where the event is about that; the hook says from which number on. */
  metric: { now: number; most_before: number | null } | null
  sentence: string
}

export interface NoticeIssue extends ChartName {
  chart_name: string
  /** Null if no date is meant. */
  chart_date: string | null
}

/** What a webhook receives. Slack shows `text` and Discord `content`. */
export interface Notice {
  text: string
  content: string
  event: NoticeEvent
  issue: NoticeIssue
  sentences: string[]
}

/** Characters that Discord accepts. */
const LONGEST = 2_000

/** The notices of a hook: one for each chart issue and event. */
export function listNotices(hook: Hook, happenings: Happening[]): Notice[] {
  const groups = new Map<string, Happening[]>()
  for (const each of happenings.filter((one) => isWanted(hook, one))) {
    const key = `${each.event} ${formatChartName(each.issue)} ${each.issue.chart_date}`
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const sentences = [first, ...others].map(({ sentence }) => sentence)
    const text = joinSentences(sentences)
    return [{ text, content: text, event: first.event, issue: first.issue, sentences }]
  })
}

function isWanted({ on, chart, song, artist, metric_over }: Hook, happening: Happening): boolean {
  const { event, issue, metric } = happening
  if (!on.includes(event)) return false
  if (chart !== null && matchWholeNames([issue], chart).length === 0) return false
  if (event === 'metric_over') {
    const limit = metric_over ?? Number.POSITIVE_INFINITY
    if (metric === null || metric.now < limit || (metric.most_before ?? 0) >= limit) return false
  }
  // A failure concerns every song of the chart.
  if (happening.song === null) return true
  const { song_id, song: title, artists } = happening.song
  if (song !== null && song !== song_id && foldText(song) !== foldText(title)) return false
  // A name can contain the comma that separates several.
  const names = [artists, ...artists.split(', ')].map(foldText)
  return artist === null || names.includes(foldText(artist))
}

/** As many sentences as fit, and how many others there are. */
function joinSentences(sentences: string[]): string {
  const all = sentences.join('\n')
  if (all.length <= LONGEST) return all
  const kept: string[] = []
  const rest = () => `and ${sentences.length - kept.length} more`
  for (const sentence of sentences) {
    if ([...kept, sentence, rest()].join('\n').length > LONGEST) break
    kept.push(sentence)
  }
  return [...kept, rest()].join('\n')
}
