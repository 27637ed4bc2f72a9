/** Runs tasks, up to a number of them at a time. */
export interface Runner<Task, Result> {
  run(task: Task): Promise<Result>
  atOnce: number
  /** Whether it prefers the list of tasks that came first or the one that came last. Of a list it takes the first task. */
  prefers: 'first' | 'last'
}

interface WaitingTask<Task, Result> {
  task: Task
  settle(result: Promise<Result>): void
}

/**
 * Shares lists of tasks among runners: one that is free takes the next task. Runners that prefer other lists repeat the same kind
 * of work, which is faster than a mixture. Returns what adds a list, and answers with its results.
 */
export function shareTasks<Task, Result>(
  runners: Runner<Task, Result>[],
): (tasks: Task[]) => Promise<Result>[] {
  const lists: WaitingTask<Task, Result>[][] = []
  const running = new Map(runners.map((runner) => [runner, 0]))
  let isPlanned = false

  const take = (prefers: 'first' | 'last'): WaitingTask<Task, Result> | undefined => {
    const at = prefers === 'first' ? 0 : lists.length - 1
    const taken = lists[at]?.shift()
    if (lists[at]?.length === 0) lists.splice(at, 1)
    return taken
  }
  const begin = (runner: Runner<Task, Result>, { task, settle }: WaitingTask<Task, Result>) => {
    running.set(runner, (running.get(runner) ?? 0) + 1)
    const result = runner.run(task)
    settle(result)
    const end = () => {
      running.set(runner, (running.get(runner) ?? 0) - 1)
      beginTasks()
    }
    result.then(end, end)
  }
  const beginTasks = () => {
    isPlanned = false
    for (const runner of runners) {
      while ((running.get(runner) ?? 0) < runner.atOnce) {
        const next = take(runner.prefers)
        if (next === undefined) return
        begin(runner, next)
      }
    }
  }

  return (tasks) => {
    const waiting: WaitingTask<Task, Result>[] = []
    const results = tasks.map((task) => new Promise<Result>((settle) => waiting.push({ task, settle })))
    if (waiting.length > 0) lists.push(waiting)
    // All lists that come at the same time are known when the first task begins.
    if (!isPlanned) setImmediate(beginTasks)
    isPlanned = true
    return results
  }
}
