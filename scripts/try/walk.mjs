// A walk through a real run: it says what it does, does it step by step, undoes it, and writes a report.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { setTimeout } from 'node:timers/promises'
import { listSecrets, listTexts } from './redact.mjs'
import { formatReport } from './report.mjs'
import { runCommand } from './run-command.mjs'

/** Ends a walk with exit code 3, and undoes nothing: somebody else has to do something first. */
export class Waiting extends Error {}

/**
 * Runs `work` and undoes what it made, also after a failure or Ctrl+C. Returns the exit code: 0, 1 for a failure, 2 if the
 * person does not agree, 3 for `Waiting`.
 */
export async function walk({ name, options, intro, isReal, work }) {
  for (const line of intro) console.log(line)
  if (!(await isAgreed(options))) return 2
  const folder = mkdtempSync(join(tmpdir(), `hitparade-try-${name}-`))
  const stopping = new AbortController()
  const stop = () => {
    console.log('stopping: what was made is undone first')
    stopping.abort(new Error('stopped by Ctrl+C'))
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop)
  const state = { folder, options, signal: stopping.signal, steps: [], failures: [], left: [], undo: [] }
  state.secrets = [...listSecrets(), ...listTexts(options.base), [folder, '<path>']]
  const failure = await work(openTools(state)).then(
    () => null,
    (error) => error,
  )
  const isWaiting = failure instanceof Waiting
  const isKept = isWaiting || (options.keep && failure === null)
  await (isKept ? keepAll(state) : undoAll(state))
  if (!isKept && state.left.every(({ isOwn }) => !isOwn)) rmSync(folder, { recursive: true, force: true })
  const ended = describeEnd(state, failure)
  const left = [...new Set(state.left.map(({ text }) => text))]
  if (left.length > 0) console.log(['not undone:', ...left].join('\n  '))
  const report = { name, isReal, ended, steps: state.steps, failures: state.failures, left }
  writeFileSync(options.report, formatReport(report, state.secrets))
  console.log(`${ended}\nreport: ${options.report}`)
  for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop)
  if (isWaiting) return 3
  return failure === null && state.failures.length === 0 ? 0 : 1
}

async function isAgreed({ yes }) {
  if (yes) return true
  if (!process.stdin.isTTY) {
    process.stderr.write('error: nothing was done: not an interactive terminal; pass --yes\n')
    return false
  }
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await lines.question('type yes to continue: ')
  lines.close()
  return answer.trim() === 'yes'
}

/** What the steps of a walk use. */
function openTools(state) {
  const { folder, signal } = state
  const config = join(folder, 'hitparade.jsonc')
  return {
    folder,
    signal,
    /** Runs a step; what it returns is printed and reported. */
    step: (title, action) => runStep(state, title, () => action()),
    /** Runs `./hitparade` with the configuration of the walk. */
    run: (args, options = {}) => runCommand(args, { config, signal, ...options }),
    /** Before a step that makes something: how to undo it, with the command that a person can run instead. */
    undo: (title, args, describe) => state.undo.unshift({ title, args, config, describe }),
    /** What stays after the walk, and how to remove it. */
    leave: (text) => state.left.push({ text, isOwn: false }),
    /** Texts that no report shows. */
    hide: (value) => state.secrets.push(...listTexts(value)),
    /** Tries again, after longer and longer pauses, until there is a result. Throws after so many minutes. */
    until: (what, minutes, read) => waitUntil(read, { what, minutes, signal }),
  }
}

async function runStep(state, title, action) {
  state.signal.throwIfAborted()
  console.log(`${state.steps.length + 1}. ${title} …`)
  const began = performance.now()
  const end = (outcome, result) => {
    const seconds = (performance.now() - began) / 1000
    state.steps.push({ title, seconds, outcome, result })
    console.log(`   ${outcome}, ${seconds.toFixed(1)} s${result === '' ? '' : `: ${result}`}`)
  }
  try {
    const result = await action()
    end('ok', result ?? '')
    return result
  } catch (error) {
    const { aborted, reason } = state.signal
    const outcome = error instanceof Waiting ? 'waiting' : aborted ? 'stopped' : 'failed'
    const message = aborted ? reason.message : error.message
    end(outcome, '')
    console.log(message)
    if (outcome !== 'waiting') state.failures.push(message)
    throw error
  }
}

/** Undoes everything in reverse, and goes on if one part fails. */
async function undoAll(state) {
  // Ctrl+C ends the walk, not what undoes it.
  const calm = { ...state, signal: new AbortController().signal }
  for (const { title, args, config, describe } of state.undo) {
    const undoOne = async () => describe(await runCommand(args, { config }))
    await runStep(calm, title, undoOne).catch(() =>
      state.left.push({ text: formatCommand(args, config), isOwn: true }),
    )
  }
}

function keepAll({ undo, left, folder }) {
  for (const { args, config } of undo) left.push({ text: formatCommand(args, config), isOwn: true })
  left.push({ text: `rm -r ${folder}`, isOwn: true })
}

function formatCommand(args, config) {
  return `./hitparade ${args.join(' ')} --config ${config}`
}

function describeEnd({ steps, signal }, failure) {
  if (failure instanceof Waiting) return 'waiting for an administrator'
  if (signal.aborted) return signal.reason.message
  const first = steps.find(({ outcome }) => outcome === 'failed')
  if (first !== undefined) return `failed: ${first.title}`
  return failure === null ? 'done' : `failed: ${failure.message}`
}

async function waitUntil(read, { what, minutes, signal }) {
  const end = Date.now() + minutes * 60_000
  for (let seconds = 1; ; seconds = Math.min(seconds * 2, (minutes * 60) / 15)) {
    const result = await read()
    if (result !== null) return result
    if (Date.now() > end) throw new Error(`expected within ${minutes} minutes that ${what}`)
    await setTimeout(seconds * 1000, undefined, { signal })
  }
}
