import { expect, test } from 'vitest'
import { addresses } from '../../src/site/addresses.ts'
import { readJoinedSongs } from '../../src/site/data/song-entries.ts'
import { smallWorld } from '../support/fixtures/small-world.ts'
import { requestSite } from './demo-site.ts'

test('an id that was joined into a recording leads to the page of the recording', async () => {
  const world = await smallWorld()
  const request = requestSite(world.warehouse)
  const { rows } = await world.warehouse.query('select distinct source from core.charts order by 1')
  let joined = 0
  for (const source of rows.map((row) => String(row.source))) {
    for (const [song, recording] of await readJoinedSongs(world.warehouse, source)) {
      joined += 1
      const address = addresses.song(source, song) ?? ''
      const target = addresses.song(source, recording) ?? ''
      const html = await (await request(address)).text()
      const [, link = ''] = /<meta http-equiv="refresh" content="0; url=([^"]*)"/.exec(html) ?? []
      expect(new URL(link, `http://localhost${address}`).pathname).toBe(target)
      expect((await request(target)).status).toBe(200)
      const embed = await request(addresses.songEmbed(source, song) ?? '')
      expect(embed.status).toBe(200)
      expect(await embed.text()).toContain('<meta http-equiv="refresh"')
    }
  }
  expect(joined).toBeGreaterThan(0)
  await world.close()
}, 120_000)
