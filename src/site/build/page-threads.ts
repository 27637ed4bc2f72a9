import { availableParallelism } from 'node:os'
import type { Config } from '../../config/config.ts'
import { HitparadeError } from '../../domain/errors.ts'
import type { Answers } from '../../warehouse/remember-answers.ts'
import type { MadePage, MakePages, WantedPage } from './make-pages.ts'

/** Each thread opens the warehouse for itself, so more threads need more memory. */
const mostThreads = 4

/** Pages that a thread makes in one go: those of a kind that are next to each other are read together. */
const pagesAtOnce = 200

/** What a thread begins with: how to open the warehouse, and what has been read from it. */
export interface ThreadData {
  config: Config
  /** The identity of the warehouse, see `LocalWarehouse.findPublication`. */
  publication: string
  answers: Answers
}

/** Pages of one kind. */
export interface PageTask {
  kind: string
  wanted: WantedPage[]
}

/** An error of hitparade loses its fields on its way between threads, so they are sent as an object. */
export type PageResult =
  | { pages: MadePage[] }
  | { failure: Pick<HitparadeError, 'code' | 'problem' | 'advice' | 'details' | 'retryable'> }

export interface PageThreads {
  makePages: MakePages
  close(): Promise<void>
}

/**
 * Threads that make pages of a warehouse in a file, one for each core; each runs the file `worker`. Close them after use.
 * Making pages throws code `Changed` if the warehouse was loaded between the call and the start of a thread.
 */
export async function openPageThreads(worker: URL, workerData: ThreadData): Promise<PageThreads> {
  const { Tinypool } = await import('tinypool')
  const threads = Math.min(availableParallelism(), mostThreads)
  const pool = new Tinypool({
    filename: worker.href,
    minThreads: threads,
    maxThreads: threads,
    // While the warehouse reads for some pages, the thread makes others.
    concurrentTasksPerWorker: 2,
    workerData,
  })
  return {
    async *makePages({ name: kind }, wanted) {
      // Every thread has a share of a kind with few pages, which may take long.
      const size = Math.min(pagesAtOnce, Math.ceil(wanted.length / (2 * threads)))
      const tasks: PageTask[] = splitInto(wanted, size).map((part) => ({ kind, wanted: part }))
      const results: Promise<PageResult>[] = tasks.map((task) => pool.run(task))
      try {
        for (const result of results) yield* readResult(await result)
      } finally {
        // A thread must not end while its warehouse reads.
        await Promise.allSettled(results)
      }
    },
    close: () => pool.destroy(),
  }
}

function readResult(result: PageResult): MadePage[] {
  if ('pages' in result) return result.pages
  const { code, problem, advice, details, retryable } = result.failure
  throw new HitparadeError(code, problem, { advice: advice ?? undefined, details, retryable })
}

function splitInto<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  )
}
