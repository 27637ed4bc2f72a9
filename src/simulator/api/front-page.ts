import { correctionKinds } from '../world/corrections.ts'
import { firstChartDate, simulatedCharts } from '../world/simulated-charts.ts'
import { type FaultKind, faultKinds, faultPlaylist } from './faults.ts'
import { registeredRedirect, simulatedApps, simulatedUsers } from './simulated-apps.ts'
import { worldPlaylists } from './world-playlists.ts'

/** The response to `GET /`: the addresses, charts, apps and faults of the simulator. */
export function frontPage(url: string, seed: number) {
  const [chart] = simulatedCharts
  const kinds = Object.keys(faultKinds) as FaultKind[]
  return {
    name: 'hitparade simulator',
    about:
      'The playlist part of the Spotify Web API over charts of an invented world. No song or artist is real.',
    seed,
    addresses: {
      authorize: `${url}/20261121t060000z/authorize`,
      token: `${url}/20261121t060000z/api/token`,
      example: `${url}/20261121t060000z/v1/playlists/${chart?.playlist}/tracks?limit=50`,
      instant: `the first part is the simulated instant (UTC); charts have an issue a day since ${firstChartDate}`,
    },
    apps: simulatedApps,
    users: simulatedUsers,
    redirect: `${registeredRedirect}, with any port`,
    worlds: worldPlaylists,
    charts: simulatedCharts.map(({ chart, name, playlist, expected_size }) => ({
      chart,
      name,
      playlist,
      expected_size,
    })),
    faults: kinds
      .filter((kind) => !(faultKinds[kind].on as readonly string[]).includes('token'))
      .map((kind) => ({ playlist: faultPlaylist(kind), about: faultKinds[kind].about })),
    corrections: correctionKinds,
  }
}
