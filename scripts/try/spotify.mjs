// A small real run with Spotify: `npm run try:spotify`. docs/first-real-run.md describes it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readOptions, refuse, writeConfig } from './options.mjs'
import { walk } from './walk.mjs'

const options = readOptions('spotify', {
  playlist: { type: 'string' },
  port: { type: 'string' },
  'no-browser': { type: 'boolean', default: false },
})
const { base, playlist, port, keep, 'no-browser': isWithoutBrowser } = options
const { spotify = {} } = base.sources ?? {}
if (playlist === undefined) refuse('expected --playlist <link to a playlist of your own>')
if (!(spotify.client_id || process.env.SPOTIFY_CLIENT_ID)) refuse('expected the variable SPOTIFY_CLIENT_ID')

process.exitCode = await walk({
  name: 'spotify',
  options,
  isReal: spotify.url === undefined,
  intro: [
    'This signs you in to Spotify in the browser, fetches one playlist once, stores and queries it on this machine.',
    'It takes a minute and costs nothing. The owner of the app needs Spotify Premium.',
    keep
      ? 'If it succeeds, everything stays in a temporary folder (--keep).'
      : 'At the end the temporary folder with your sign-in and the playlist is deleted.',
    'Your consent to the app stays at Spotify until you remove it: https://www.spotify.com/account/apps/',
  ],
  async work({ folder, step, run, hide, leave }) {
    const charts = [{ chart: 'try', source: 'spotify', playlist }]
    hide({ playlist })
    writeConfig(folder, base, { charts })
    if (spotify.auth !== 'client') {
      const flags = [
        ...(port === undefined ? [] : ['--port', port]),
        ...(isWithoutBrowser ? ['--no-browser'] : []),
      ]
      await step('sign in, in the browser', async () => {
        await run(['auth', 'spotify', ...flags], { isShown: true })
        hide(JSON.parse(readFileSync(join(folder, 'data/credentials/spotify.json'), 'utf8')))
      })
      leave('your consent at Spotify: remove the app at https://www.spotify.com/account/apps/')
    }
    await step('fetch, transform and load the playlist', async () => {
      const { stderr } = await run(['run'])
      return /transformed [^;\n]*/.exec(stderr)?.[0] ?? 'stored'
    })
    // By SQL, because insights over Spotify data are off until the person accepts its terms.
    await step('query the chart', async () => {
      const { stdout } = await run([
        'sql',
        "select count(*) as positions from core.chart_history where chart = 'try'",
      ])
      const { positions } = JSON.parse(stdout)
      if (positions === 0) throw new Error('expected the positions of the playlist, got none')
      return `${positions} positions`
    })
    await step('doctor', async () => {
      await run(['doctor'])
      return 'nothing to repair'
    })
  },
})
