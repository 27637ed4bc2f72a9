import { once } from 'node:events'
import { expect, it } from 'vitest'
import { start } from '../support/cli.ts'
import { describeCases, useFolder } from './support/cases.ts'

const folder = useFolder()

describeCases('simulate', folder, [
  { does: 'fails for an invalid port', line: 'simulate --port 99999', code: 2, err: /from 0 to 65535/ },
])

it('the simulator serves until a signal ends it, and fails on a port in use', async () => {
  const child = start(['simulate'], folder.path())
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const url = line.toString().trim()
  expect(await (await fetch(url)).json()).toMatchObject({ name: 'hitparade simulator' })
  const second = await folder.run('simulate', '--port', new URL(url).port)
  expect(second).toMatchObject({ code: 1, stdout: '' })
  expect(second.stderr).toMatch(/^error: cannot listen on port/)
  child.kill('SIGINT')
  const [code] = await once(child, 'close')
  expect(code).toBe(0)
})
