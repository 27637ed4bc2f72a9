/**
 * Does `work` for each item in their order, at most `most` at the same time; items may be made on the way. After an
 * error nothing new is begun; it is thrown once all that had begun has ended.
 */
export async function mapConcurrent<T>(
  items: readonly T[] | AsyncGenerator<T>,
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = Array.isArray(items) ? items.values() : items
  let hasFailed = false
  const takeTurns = async () => {
    for await (const item of waiting) {
      if (hasFailed) return
      try {
        await work(item)
      } catch (error) {
        hasFailed = true
        throw error
      }
    }
  }
  const turns = await Promise.allSettled(Array.from({ length: most }, takeTurns))
  for (const turn of turns) if (turn.status === 'rejected') throw turn.reason
}
