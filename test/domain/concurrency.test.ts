import { expect, test } from 'vitest'
import { mapConcurrent } from '../../src/domain/concurrency.ts'

/** Ends only when it is told to. */
function gate() {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}

test('work is begun in the order of the items, no more than so many at the same time', async () => {
  const gates = [gate(), gate(), gate(), gate(), gate()]
  const begun: number[] = []
  const all = mapConcurrent([0, 1, 2, 3, 4], 2, async (item) => {
    begun.push(item)
    await gates[item]?.passed
  })
  await new Promise(setImmediate)
  expect(begun).toEqual([0, 1])
  gates[1]?.open()
  await new Promise(setImmediate)
  expect(begun).toEqual([0, 1, 2])
  for (const { open } of gates) open()
  await all
  expect(begun).toEqual([0, 1, 2, 3, 4])
})

test('items may be made on the way, each when there is room for it', async () => {
  const made: number[] = []
  const done: number[] = []
  async function* items() {
    for (const item of [0, 1, 2, 3]) {
      made.push(item)
      yield item
    }
  }
  await mapConcurrent(items(), 2, async (item) => {
    expect(made.length - done.length).toBeLessThanOrEqual(2)
    await new Promise(setImmediate)
    done.push(item)
  })
  expect(done).toEqual([0, 1, 2, 3])
})

test('after an error nothing new is begun, and what had begun is waited for', async () => {
  const slow = gate()
  const done: string[] = []
  const all = mapConcurrent(['slow', 'bad', 'never'], 2, async (item) => {
    if (item === 'bad') throw new Error('no good')
    await slow.passed
    done.push(item)
  })
  slow.open()
  await expect(all).rejects.toThrow('no good')
  expect(done).toEqual(['slow'])
})

test('nothing to do is done at once', async () => {
  await expect(mapConcurrent([], 3, () => Promise.reject(new Error('called')))).resolves.toBeUndefined()
})
