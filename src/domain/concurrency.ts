/** Bounds what the items at work weigh together, e.g. their bytes; a heavier item is done alone. */
export interface WeightLimit<T> {
  weigh(item: T): number
  most: number
}

/**
 * Does `work` for each item in order, at most `most` at the same time. A generator makes an item only when there is
 * room for it. After an error no further item is begun, and the error is thrown once all begun items have ended.
 */
export async function mapConcurrent<T>(
  items: Iterable<T> | AsyncIterable<T>,
  most: number,
  work: (item: T) => Promise<void>,
  weight: WeightLimit<T> = { weigh: () => 0, most: 0 },
): Promise<void> {
  const running = new Set<Promise<void>>()
  const errors: unknown[] = []
  let weighs = 0
  const run = async (item: T) => {
    weighs += weight.weigh(item)
    try {
      await work(item)
    } catch (error) {
      errors.push(error)
    }
    weighs -= weight.weigh(item)
  }
  try {
    for await (const item of items) {
      while (running.size > 0 && weighs + weight.weigh(item) > weight.most) await Promise.race(running)
      if (errors.length > 0) break
      const job = run(item).finally(() => running.delete(job))
      running.add(job)
      while (running.size >= most) await Promise.race(running)
      if (errors.length > 0) break
    }
  } finally {
    await Promise.all(running)
  }
  if (errors.length > 0) throw errors[0]
}
