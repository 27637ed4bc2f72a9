import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import type { Config } from '../../config/config.ts'
import { HitparadeError } from '../../domain/errors.ts'
import type { Answers } from '../../warehouse/remember-answers.ts'
import type { PageKind } from '../page.ts'
import type { MadePage, MakePages, WantedPage } from './make-pages.ts'
import { shareTasks } from './share-tasks.ts'

/** Threads beside this one. Each opens the warehouse for itself, so more threads need more memory. */
const mostThreads = 3

/** Pages that a thread makes in one go: those of a kind that are next to each other are read together. */
const pagesAtOnce = 200

/** Tasks of a thread at a time: while the warehouse reads for some pages, the thread makes others. */
const tasksAtOnce = 2

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

interface OwnTask {
  kind: PageKind
  wanted: WantedPage[]
}

/**
 * Threads that make pages of a warehouse in a file, one for each core but one; each runs the file `worker`. This thread makes
 * pages as well, by `makeOwn`: one more thread would load and compile the same code again. Close them after use.
 * Making pages throws code `Changed` if the warehouse was loaded between the call and the start of a thread.
 */
export async function openPageThreads(
  worker: URL,
  workerData: ThreadData,
  makeOwn: MakePages,
): Promise<PageThreads> {
  const { Tinypool } = await import('tinypool')
  const threads = Math.max(1, Math.min(availableParallelism() - 1, mostThreads))
  const pool = new Tinypool({
    filename: worker.href,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: tasksAtOnce,
    workerData,
  })
  const addTasks = shareTasks<OwnTask, PageResult>([
    {
      run: ({ kind, wanted }) => pool.run({ kind: kind.name, wanted } satisfies PageTask),
      atOnce: threads * tasksAtOnce,
      prefers: 'first',
    },
    { run: (task) => makeHere(makeOwn, task), atOnce: tasksAtOnce, prefers: 'last' },
  ])
  return {
    async *makePages(kind, wanted) {
      // Every thread has a share of a kind with few pages, which may take long.
      const size = Math.min(pagesAtOnce, Math.ceil(wanted.length / (2 * (threads + 1))))
      const results = addTasks(splitInto(wanted, size).map((part) => ({ kind, wanted: part })))
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

async function makeHere(makePages: MakePages, { kind, wanted }: OwnTask): Promise<PageResult> {
  const pages: MadePage[] = []
  for await (const page of makePages(kind, wanted)) {
    pages.push(page)
    // The other threads get their next tasks from this one.
    await setImmediate()
  }
  return { pages }
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
