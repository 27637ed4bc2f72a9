import { expect, test } from 'vitest'
import { openApp } from '../../src/app.ts'
import { createSiteContext } from '../../src/commands/site-context.ts'
import { loadConfig } from '../../src/config/config.ts'
import { createFolder } from '../site/demo-site.ts'

const own = await createFolder()

async function findVersion(acceptTerms: boolean): Promise<string> {
  const config = loadConfig({ flags: { data_dir: own.folder }, environment: {}, cwd: own.folder })
  const { sources } = config
  const app = await openApp({
    ...config,
    sources: { ...sources, spotify: { ...sources.spotify, acceptTerms } },
  })
  try {
    // The same data both times.
    const local = app.local && { ...app.local, findPublication: () => Promise.resolve('same') }
    return await createSiteContext({ ...app, local }).findVersion()
  } finally {
    await app.close()
  }
}

test('kept pages are those of the terms that are accepted now', async () => {
  const accepted = await findVersion(true)
  expect(await findVersion(true)).toBe(accepted)
  expect(await findVersion(false)).not.toBe(accepted)
  await own.remove()
})
