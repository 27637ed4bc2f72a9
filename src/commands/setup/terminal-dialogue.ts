import type { Readable, Writable } from 'node:stream'
import { isCancel, multiselect, select, text } from '@clack/prompts'
import { parsePlaylistId } from '../../config/playlist.ts'
import { HitparadeError } from '../../domain/errors.ts'
import { slug } from '../../domain/text/slug.ts'
import { type Asker, describePlaylist, type Offer, type Question } from './collect-setup.ts'

/** Puts questions to the person at a terminal. Each throws if the person cancels it. */
export function askInTerminal(streams: { input: Readable; output: Writable }): Asker {
  const askText = ({ message, initial, findMistake }: Question) =>
    answered(
      text({
        ...streams,
        message,
        initialValue: initial,
        validate: (answer) => findMistake(answer ?? ''),
      }),
    )

  async function askPlaylist(offer: Offer) {
    const playlist = await askText({
      message: 'Which playlist? Paste its link',
      initial: '',
      findMistake: (answer) =>
        parsePlaylistId(offer.source, answer) === null ? `expected ${offer.playlists}` : undefined,
    })
    const name = await askText({
      message: 'What is the name of the chart?',
      initial: '',
      findMistake: (answer) => (answer.trim() === '' ? 'expected a name' : undefined),
    })
    return [describePlaylist({ slug: slug(name), playlist, name: name.trim() }, offer)]
  }

  return {
    askText,
    chooseSource: (offers) =>
      answered(
        select({
          ...streams,
          message: 'Where should the charts come from?',
          options: offers.map(({ source, summary }) => ({ value: source, hint: summary })),
        }),
      ),
    async chooseCharts(offer) {
      if (offer.charts.length === 0) return askPlaylist(offer)
      const slugs = await answered(
        multiselect({
          ...streams,
          message: 'Which charts? Space selects, Enter continues',
          options: offer.charts.map(({ chart, name }) => ({ value: chart, label: name })),
          initialValues: offer.charts.slice(0, 1).map(({ chart }) => chart),
          required: true,
        }),
      )
      return offer.charts.filter(({ chart }) => slugs.includes(chart))
    },
  }
}

async function answered<T>(question: Promise<T>): Promise<Exclude<T, symbol>> {
  const answer = await question
  if (!isCancel(answer)) return answer as Exclude<T, symbol>
  throw new HitparadeError('Cancelled', 'nothing was written: the dialogue was cancelled')
}
