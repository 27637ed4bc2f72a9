import { expect, test } from 'vitest'
import { mapConcurrent } from '../../src/domain/concurrency.ts'

/** A promise that resolves when `open` is called. */
function gate() {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}

test('items are begun in order, at most the given number at the same time', async () => {
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

test('a generator makes an item only when there is room for it', async () => {
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

test('after an error no item is begun, and begun items are awaited', async () => {
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

test('an empty list is done immediately', async () => {
  await expect(mapConcurrent([], 3, () => Promise.reject(new Error('called')))).resolves.toBeUndefined()
})
