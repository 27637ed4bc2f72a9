import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { bare } from '../support/cli.ts'

/** A walk that has been started. */
export interface Started {
  /** Settles with the first match of what it prints. */
  prints(pattern: RegExp): Promise<string>
  /** What Ctrl+C sends. */
  interrupt(): void
  ended: Promise<{ code: number | null; text: string }>
}

/** Starts a walk in a folder. Temporary files are in its subfolder `tmp`, so that a test sees what is left of them. */
export function startWalk(
  name: 'spotify' | 'aws' | 'snowflake',
  args: string[],
  { cwd, environment = {} }: { cwd: string; environment?: Record<string, string> },
): Started {
  const script = resolve(`scripts/try/${name}.mjs`)
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    env: { ...bare, TMPDIR: join(cwd, 'tmp'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
      for (const look of waiting) look()
    })
  }
  return {
    prints: (pattern) =>
      new Promise((found) => {
        const look = () => {
          const match = pattern.exec(text)
          if (match === null) return
          waiting.delete(look)
          found(match[0])
        }
        waiting.add(look)
        look()
      }),
    interrupt: () => child.kill('SIGINT'),
    ended: new Promise((end, fail) => {
      child.once('error', fail)
      child.once('close', (code) => end({ code, text }))
    }),
  }
}

/** The report in a folder. */
export function readReport(cwd: string, name: string): Promise<string> {
  return readFile(join(cwd, `hitparade-try-${name}.md`), 'utf8')
}

/** The temporary folders of walks that are left. */
export async function listLeft(cwd: string): Promise<string[]> {
  return (await readdir(join(cwd, 'tmp'))).filter((each) => each.startsWith('hitparade-try-'))
}
