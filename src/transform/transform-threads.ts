import { availableParallelism } from 'node:os'
import { type BytesTransform, transformBytes } from './transform-object.ts'

/** Objects from which on threads earn the time that they take to start. */
const WORTH_IT = 32

export interface Transformer {
  transform: BytesTransform
  close(): Promise<void>
}

/**
 * What turns bytes into curated files: this thread for a few objects, for many all other cores as well, while this
 * one reads and writes.
 */
export async function transformerFor(objects: number): Promise<Transformer> {
  const threads = availableParallelism() - 1
  // Run from its sources, the project has no file that a thread could load.
  const isBuilt = import.meta.url.endsWith('.js')
  if (objects < WORTH_IT || threads < 1 || !isBuilt) {
    return { transform: transformBytes, close: async () => {} }
  }
  const { Tinypool } = await import('tinypool')
  const pool = new Tinypool({
    filename: new URL('./transform-worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    // Rows live shortly: more room for them than this would only be memory.
    resourceLimits: { maxYoungGenerationSizeMb: 24 },
  })
  return {
    transform: (bytes, identity) => pool.run({ bytes, identity }),
    close: () => pool.destroy(),
  }
}
