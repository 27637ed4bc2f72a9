import { HitparadeError, UsageError } from '../domain/errors.ts'
import type { Check } from '../domain/finding.ts'
import { colourOutput } from '../terminal/colour.ts'
import { nameCommands } from '../terminal/invocation.ts'
import { type Format, formatOr, pluralize, print, printNote } from '../terminal/print.ts'
import { withElapsedTime, withProgress } from '../terminal/progress.ts'
import {
  choiceOption,
  type EmptyCommand,
  examples,
  formatOption,
  type GlobalOptions,
} from './shared-options.ts'
import type { Target } from './targets/target.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .addOption(
      choiceOption('--target <target>', 'check this deployment (default: this machine)', [
        'aws',
        'snowflake',
      ]),
    )
    .option('--verify', 'also transform all raw objects again and compare the curated files byte by byte')
    .option('--policy', 'with --target aws: print the IAM policy that status, doctor and pull need')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        'doctor',
        'doctor --verify',
        'doctor --target aws',
        'doctor --target aws --policy > policy.json',
        'doctor --target snowflake',
      ),
    )
    .action(async ({ target: name, verify, policy, format }, command) => {
      if (verify && name !== undefined) {
        throw new UsageError('--verify compares the files of this machine', { advice: 'omit --target' })
      }
      const { findTarget } = await import('./targets/targets.ts')
      const target = findTarget(name ?? 'here')
      const globals = command.optsWithGlobals()
      await (policy ? printPolicy(target, globals) : printChecks(target, { verify, format }, globals))
    })
}

/** Prints a line for each check. Throws if one of them found something to repair. */
export async function printChecks(
  target: Target,
  { verify, format }: { verify?: true | undefined; format?: Format | undefined },
  globals: GlobalOptions,
) {
  const checks = verify
    ? await withProgress((progress) => target.doctor(globals, { verify: progress }))
    : await withElapsedTime('checking', target.doctor(globals))
  if (formatOr(format) === 'table')
    for (const check of checks) process.stdout.write(`${nameCommands(formatCheck(check))}\n`)
  else {
    const rows = checks.map((check) => ({ ...check }))
    await print({ columns: ['check', 'ok', 'finding', 'next'], rows }, { format })
  }
  const wrong = checks.filter(({ ok }) => !ok)
  if (wrong.length > 0) throw new HitparadeError('Findings', `${pluralize(wrong.length, 'thing')} to repair`)
  printNote('nothing to repair')
}

/** `✓ disk: 12.0 GiB free`, or `✗ …` with the next step on a line of its own. */
function formatCheck({ check, ok, finding, next }: Check): string {
  const mark = ok ? colourOutput('green', '✓') : colourOutput('red', '✗')
  return `${mark} ${check}: ${finding}${next === null ? '' : `\n  → ${next}`}`
}

async function printPolicy(target: Target, globals: GlobalOptions): Promise<void> {
  if (target.policy === undefined) {
    throw new UsageError('--policy prints an IAM policy of AWS', { advice: 'add --target aws' })
  }
  process.stdout.write(`${JSON.stringify(await target.policy(globals), null, 2)}\n`)
}
