import type { Finding } from '../aws/findings.ts'
import { HitparadeError, UsageError } from '../errors.ts'
import type { GlobalOptions } from './commands/words.ts'
import { configOf } from './home.ts'
import { counted, type Format, print, say } from './print.ts'
import { patience } from './progress.ts'

interface DoctorOptions {
  target?: 'aws' | 'snowflake'
  policy?: boolean
  format?: Format
}

/** `hitparade doctor`: a row for each thing to repair, with the next step. Throws where there is one. */
export async function doctor(options: DoctorOptions, globals: GlobalOptions): Promise<void> {
  const { target, policy = false, format } = options
  if (policy) return printPolicy(options, globals)
  const look =
    target === 'aws'
      ? cloudFindings(globals)
      : target === 'snowflake'
        ? (await import('./doctor-snowflake.ts')).findingsInSnowflake(globals)
        : (await import('./doctor-here.ts')).findingsHere(globals)
  const findings = await patience('looking', look)
  const rows = findings.map((finding) => ({ ...finding }))
  await print({ columns: ['finding', 'next'], rows }, { format, prose: ['finding', 'next'] })
  if (findings.length > 0)
    throw new HitparadeError('Findings', `${counted(findings.length, 'thing')} to repair`)
  say('nothing to repair')
}

async function cloudFindings(globals: GlobalOptions): Promise<Finding[]> {
  const { lookAtCloud } = await import('../aws/look.ts')
  const { findingsOf } = await import('../aws/findings.ts')
  const now = new Date().toISOString()
  return findingsOf(await lookAtCloud(configOf(globals), now), now)
}

async function printPolicy({ target }: DoctorOptions, globals: GlobalOptions): Promise<void> {
  if (target !== 'aws') throw new UsageError('--policy is that of AWS: name it with --target aws')
  const { placeOf } = await import('../aws/account.ts')
  const { operatorPolicy } = await import('../aws/operator.ts')
  const { aws } = configOf(globals)
  const { environment, kms_key_arn } = aws
  const policy = operatorPolicy({ environment, kms_key_arn, place: await placeOf(aws) })
  process.stdout.write(`${JSON.stringify(policy, null, 2)}\n`)
}
