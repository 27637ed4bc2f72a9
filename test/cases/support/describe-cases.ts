import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Must, mustSchema, type Step } from './must-schema.ts'
import { runStep } from './run-step.ts'
import { writeTwins } from './twins.ts'

const own = resolve('test/cases')
const shared = process.env.HITPARADE_CASES ?? ''

/** Folders of `HITPARADE_CASES` that hold something else. */
const otherFolders = ['listens']

/** Names of steps by case that do not come out as they must yet. */
const pending: Record<string, string[]> = JSON.parse(readFileSync(join(own, 'pending.json'), 'utf8'))

/** The cases, by folder. */
export function readCases(): Map<string, Must> {
  const names = listFolders(own).filter((name) => name !== 'support')
  return new Map(names.map((name) => [name, parseMust(name)]))
}

/** Every n-th case, beginning with one of the first n. */
export function takePart(cases: Map<string, Must>, first: number, n: number): Map<string, Must> {
  return new Map([...cases].filter((_, index) => index % n === first))
}

/** Folders of cases elsewhere that are not among ours. */
export function listUnknownCases(): string[] {
  const known = [...otherFolders, ...listFolders(own)]
  return shared === '' ? [] : listFolders(shared).filter((name) => !known.includes(name))
}

/** Steps in pending.json that no case has. */
export function listUnknownPending(cases: Map<string, Must>): string[] {
  return Object.entries(pending).flatMap(([name, titles]) => {
    const known = cases.get(name)?.steps.map(({ does }) => does) ?? []
    return titles.filter((title) => !known.includes(title)).map((title) => `${name}: ${title}`)
  })
}

function listFolders(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

function parseMust(name: string): Must {
  const parsed = mustSchema.safeParse(JSON.parse(readFileSync(join(own, name, 'must.json'), 'utf8')))
  if (!parsed.success) throw new Error(`${name}/must.json: ${parsed.error.message}`)
  return parsed.data
}

/** Runs the chosen steps of all cases on our inputs. */
export function describeCases(cases: Map<string, Must>, chooses: (step: Step) => boolean): void {
  describe('on our inputs', () => describeInputs(cases, chooses, copyOwn))
}

/**
 * Runs what is not a neighbour, on our inputs, and on those of `HITPARADE_CASES` if it is set. The inputs are of the same
 * kinds, so then a few of ours are enough; `own-cases.exhaustive.test.ts` has all.
 */
export function describeAllInputs(cases: Map<string, Must>): void {
  const isCase = (step: Step) => step.neighbour !== true
  describeCases(shared === '' ? cases : takePart(cases, 0, 12), isCase)
  describe.skipIf(shared === '')('on the inputs of HITPARADE_CASES', () =>
    describeInputs(cases, isCase, copyShared),
  )
}

type CopyInputs = (name: string, to: string) => Promise<void>

function describeInputs(
  cases: Map<string, Must>,
  chooses: (step: Step) => boolean,
  copyInputs: CopyInputs,
): void {
  for (const [name, { steps }] of cases) {
    const groups = groupSteps(steps).filter((group) => group.some(chooses))
    if (groups.length === 0) continue
    describe(name, () => {
      for (const group of groups) {
        it(group.map(({ does }) => does).join('; '), () => runGroup(name, group, copyInputs))
      }
    })
  }
}

/** Steps that share a data folder. */
function groupSteps(steps: Step[]): Step[][] {
  const groups: Step[][] = []
  for (const step of steps) {
    if (step.continue === true) groups.at(-1)?.push(step)
    else groups.push([step])
  }
  return groups
}

async function runGroup(name: string, group: Step[], copyInputs: CopyInputs): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-cases-'))
  const work = join(folder, 'files')
  const problems: string[] = []
  try {
    await copyInputs(name, work)
    for (const step of group) {
      const found = await runStep(step, { work, data: join(folder, 'data') })
      const isPending = pending[name]?.includes(step.does) ?? false
      if (isPending && found.length === 0)
        problems.push(`${step.does}: comes out right now; remove it from pending.json`)
      if (!isPending) problems.push(...found.map((problem) => `${step.does}: ${problem}`))
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  expect(problems.join('\n')).toBe('')
}

async function copyOwn(name: string, to: string): Promise<void> {
  await copyFiles(join(own, name), to)
  await writeTwins(name, to)
}

function copyShared(name: string, to: string): Promise<void> {
  return copyFiles(join(shared, name), to)
}

/** Copies contents only: what a person may not write can be written and deleted in the copy. */
async function copyFiles(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyFiles(source, target)
    else if (!['must.json', 'expected.md'].includes(entry.name))
      await writeFile(target, await readFile(source))
  }
}
