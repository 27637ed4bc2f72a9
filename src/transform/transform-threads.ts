import { availableParallelism } from 'node:os'
import { type BytesTransform, transformBytes } from './transform-bytes.ts'

/** From this many objects on, threads save more time than they need to start. */
export const MIN_OBJECTS = 32

export interface Transformer {
  transform: BytesTransform
  close(): Promise<void>
}

/**
 * Opens what turns bytes into curated files: this thread for a few objects; for many, a thread on each other core, while
 * this one reads and writes. Close it after use.
 */
export async function openTransformer(objects: number): Promise<Transformer> {
  const threads = availableParallelism() - 1
  // When run from its sources, the project has no file that a thread could load.
  const isBuilt = import.meta.url.endsWith('.js')
  if (objects < MIN_OBJECTS || threads < 1 || !isBuilt) {
    return { transform: transformBytes, close: async () => {} }
  }
  const { Tinypool } = await import('tinypool')
  const pool = new Tinypool({
    filename: new URL('./transform-worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    // The next object waits in the thread, which else would wait for this one to send it.
    concurrentTasksPerWorker: 2,
    // Rows are short-lived, so a larger young generation would only use more memory.
    resourceLimits: { maxYoungGenerationSizeMb: 24 },
  })
  return {
    transform: (bytes, identity) => pool.run({ bytes, identity }),
    close: () => pool.destroy(),
  }
}
