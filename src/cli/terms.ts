import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChartConfig } from '../config.ts'
import type { Home } from '../home.ts'
import { say } from './print.ts'

/** Says the terms of each source once in the life of a data folder. */
export async function sayTerms(home: Home, charts: ChartConfig[]): Promise<void> {
  for (const name of new Set(charts.map(({ source }) => source))) {
    const { terms } = await home.source(name)
    if (terms.attribution === null && terms.retention === null) continue
    if (await isFirstTime(home, name)) say(`terms of ${name}: ${terms.summary}`)
  }
}

async function isFirstTime({ config }: Home, source: string): Promise<boolean> {
  const folder = join(config.data_dir, 'terms-shown')
  await mkdir(folder, { recursive: true })
  try {
    await writeFile(join(folder, source), '', { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
