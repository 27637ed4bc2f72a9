import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'vitest'
import { openStore } from '../../src/storage/open-store.ts'
import { expectOlderFilesToLoad } from '../support/fixtures/expect-older-files.ts'

it('a folder of the version before is loaded, and equals a fresh import once it is transformed again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-older-'))
  const [raw, curated] = [await openStore(join(folder, 'raw')), await openStore(join(folder, 'curated'))]
  await expectOlderFilesToLoad({ raw, curated })
  await rm(folder, { recursive: true })
}, 120_000)
