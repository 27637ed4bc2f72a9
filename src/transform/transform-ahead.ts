import { mapConcurrent } from '../domain/concurrency.ts'
import type { Stores } from '../storage/store.ts'
import { transformObject } from './transform-object.ts'
import { AT_ONCE, addResult, emptyReport, type TransformReport } from './transform-pending.ts'
import { MIN_OBJECTS, openTransformer } from './transform-threads.ts'

/** Transforms raw objects while others are still being stored. */
export interface AheadTransform {
  /** Takes a raw object that is stored in `to_process/`. Returns at once. */
  add(key: string): void
  /**
   * Call this when all objects are stored; later calls return the same. What it returns lacks the objects that stay
   * pending: a few, which need no thread, and those that a store or the machine failed on. `transformPending` takes them.
   */
  finish(): Promise<TransformReport>
}

/** Nothing begins before there are as many objects as need threads. */
export function transformAhead(stores: Stores): AheadTransform {
  const keys: string[] = []
  const report = emptyReport()
  let isFinished = false
  let wake = () => {}
  let running: Promise<void> | null = null

  async function* takeKeys() {
    for (let taken = 0; ; ) {
      const key = keys[taken]
      if (key !== undefined) {
        taken++
        yield key
      } else if (isFinished) return
      else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
  }

  async function run() {
    const { transform, close } = await openTransformer(MIN_OBJECTS)
    try {
      await mapConcurrent(takeKeys(), AT_ONCE, async (key) => {
        // It stays pending, and is tried once more.
        const result = await transformObject(stores, key, transform).catch(() => null)
        if (result !== null && result.outcome !== 'done') addResult(report, key, result)
      })
    } finally {
      await close()
    }
  }

  return {
    add(key) {
      keys.push(key)
      // Whatever it cannot do stays pending.
      if (keys.length >= MIN_OBJECTS) running ??= run().catch(() => {})
      wake()
    },
    async finish() {
      isFinished = true
      wake()
      await running
      return report
    },
  }
}
