import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hitparade } from '../support/cli.ts'
import { damageCases, useDamageFolders } from './damage-cases.ts'
import { damages, simulated } from './damaged-folder.ts'

const commands = [
  ['insights', 'top_songs', '--chart', `simulator/${simulated}`],
  ['status'],
  ['sql', 'select count(*) as entries from core.chart_history'],
  ['run', '--source', 'simulator', '--chart', simulated, '--date', '2026-01-02'],
  ['load'],
  ['doctor'],
]

/** Every kind of file, cut in half. */
export const cutFiles = damageCases.filter(({ damage }) => damage === 'truncated')

/** Declares a test for each damaged file: what commands that repair nothing do with it. */
export function describeCommands(cases: typeof damageCases): void {
  const folders = useDamageFolders()
  test.each(cases)(
    'and it is a $kind, every command ends with a message and no stack trace',
    async (each) => {
      const folder = await folders.copy()
      await damages[each.damage](await each.find(folder))
      const globals = ['--data-dir', folder, '--config', join(folder, 'hitparade.jsonc')]
      for (const command of commands) {
        const { code, stderr } = await hitparade([...command, ...globals], folder)
        expect(`${command[0]}: ${stderr}`).not.toMatch(/should not have happened|^\s+at /m)
        expect(`${command[0]} ${code}`).toMatch(/ [01]$/)
        if (code !== 0) expect(stderr).toMatch(/^error: /m)
      }
    },
  )
}
