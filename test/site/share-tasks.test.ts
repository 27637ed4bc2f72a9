import { expect, test } from 'vitest'
import { type Runner, shareTasks } from '../../src/site/build/share-tasks.ts'

/** A runner that notes its tasks and the most that ran at a time; `fails` is a task that it cannot do. */
function noteTasks(name: string, options: Pick<Runner<string, string>, 'atOnce' | 'prefers'>, fails = '') {
  const tasks: string[] = []
  let running = 0
  const noted = { tasks, most: 0 }
  const runner: Runner<string, string> = {
    ...options,
    async run(task) {
      tasks.push(task)
      running += 1
      noted.most = Math.max(noted.most, running)
      await new Promise((resolve) => setTimeout(resolve, 1))
      running -= 1
      if (task === fails) throw new Error(`cannot ${task}`)
      return `${task} by ${name}`
    },
  }
  return { runner, noted }
}

test('every task runs once, and results are in the order of the tasks', async () => {
  const one = noteTasks('one', { atOnce: 2, prefers: 'first' })
  const other = noteTasks('other', { atOnce: 1, prefers: 'last' })
  const addTasks = shareTasks([one.runner, other.runner])
  const lists = [['a1', 'a2', 'a3', 'a4'], [], ['b1', 'b2', 'b3']]
  const results = await Promise.all(lists.flatMap(addTasks))
  expect(results.map((result) => result.split(' ')[0])).toEqual(lists.flat())
  expect([...one.noted.tasks, ...other.noted.tasks].sort()).toEqual(lists.flat())
  expect([one.noted.most, other.noted.most]).toEqual([2, 1])
})

test('one runner begins with the first list and the other with the last, each with its first task', async () => {
  const one = noteTasks('one', { atOnce: 1, prefers: 'first' })
  const other = noteTasks('other', { atOnce: 1, prefers: 'last' })
  const addTasks = shareTasks([one.runner, other.runner])
  await Promise.all(
    [
      ['a1', 'a2'],
      ['b1', 'b2'],
      ['c1', 'c2'],
    ].flatMap(addTasks),
  )
  expect(one.noted.tasks.slice(0, 2)).toEqual(['a1', 'a2'])
  expect(other.noted.tasks.slice(0, 2)).toEqual(['c1', 'c2'])
})

test('a task that fails ends no other one, and its runner goes on', async () => {
  const { runner, noted } = noteTasks('one', { atOnce: 1, prefers: 'first' }, 'a2')
  const results = await Promise.allSettled(shareTasks([runner])(['a1', 'a2', 'a3']))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(noted.tasks).toEqual(['a1', 'a2', 'a3'])
})

test('tasks that come later run as well', async () => {
  const { runner } = noteTasks('one', { atOnce: 1, prefers: 'last' })
  const addTasks = shareTasks([runner])
  expect(await Promise.all(addTasks(['a1']))).toEqual(['a1 by one'])
  expect(await Promise.all(addTasks(['a2', 'a3']))).toEqual(['a2 by one', 'a3 by one'])
})
