import { HitparadeError, UsageError } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import { type Format, pluralize, print, printNote } from '../terminal/print.ts'
import { withSpinner } from '../terminal/progress.ts'
import type { GlobalOptions } from './options.ts'
import { loadCommandConfig } from './with-app.ts'

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
        ? (await import('./targets/findings-in-snowflake.ts')).findingsInSnowflake(globals)
        : (await import('./targets/findings-here.ts')).findingsHere(globals)
  const findings = await withSpinner('looking', look)
  const rows = findings.map((finding) => ({ ...finding }))
  await print({ columns: ['finding', 'next'], rows }, { format, prose: ['finding', 'next'] })
  if (findings.length > 0)
    throw new HitparadeError('Findings', `${pluralize(findings.length, 'thing')} to repair`)
  printNote('nothing to repair')
}

async function cloudFindings(globals: GlobalOptions): Promise<Finding[]> {
  const { inspectCloud } = await import('../cloud/aws/operations/inspect-cloud.ts')
  const { listCloudFindings } = await import('../cloud/aws/operations/cloud-findings.ts')
  const now = new Date().toISOString()
  return listCloudFindings(await inspectCloud(loadCommandConfig(globals), now), now)
}

async function printPolicy({ target }: DoctorOptions, globals: GlobalOptions): Promise<void> {
  if (target !== 'aws') throw new UsageError('--policy is that of AWS: name it with --target aws')
  const { getCallerAccount } = await import('../cloud/aws/aws-account.ts')
  const { operatorPolicy } = await import('../cloud/aws/operations/operator-policy.ts')
  const { aws } = loadCommandConfig(globals)
  const { environment, kms_key_arn } = aws
  const policy = operatorPolicy({ environment, kms_key_arn, account: await getCallerAccount(aws) })
  process.stdout.write(`${JSON.stringify(policy, null, 2)}\n`)
}
