import { type AwsAccount, formatAccount } from '../../../cloud/aws/aws-names.ts'
import { runCdk } from '../../../cloud/aws/operations/run-cdk.ts'
import type { Config } from '../../../config/config.ts'
import { ConfigError } from '../../../domain/errors.ts'
import { quoteForShell } from '../../../domain/text/quote-for-shell.ts'
import { requireAnswer } from '../../../terminal/confirm.ts'
import { formatInvocation } from '../../../terminal/invocation.ts'
import { printNote } from '../../../terminal/print.ts'
import type { GlobalOptions } from '../../shared-options.ts'
import type { DeployOptions } from '../target.ts'

interface Context {
  /** Folder that CDK has written. */
  assembly: string
  place: AwsAccount
  options: Pick<DeployOptions, 'yes'>
  globals: GlobalOptions
}

/**
 * Bootstraps CDK in the account and region, once a person agrees: it creates a role that may do everything. Throws a
 * `UsageError` without a terminal and without `--yes`, and a `ConfigError` for a qualifier, whose bootstrap is not ours.
 */
export async function bootstrap(
  { aws }: Config,
  { assembly, place, options, globals }: Context,
): Promise<void> {
  const { bootstrap_qualifier: qualifier } = aws
  if (qualifier !== null) {
    throw new ConfigError(`there is no CDK bootstrap with the qualifier ${qualifier}`, {
      advice: `contact its administrator, or run \`npx cdk bootstrap --qualifier ${qualifier} --toolkit-stack-name CDKToolkit-${qualifier}\``,
    })
  }
  if (!options.yes) {
    await requireAnswer({
      question: `bootstrap CDK in ${formatAccount(place)}? type yes to continue`,
      expected: 'yes',
      refused: 'nothing was deployed, because CDK is not bootstrapped',
      advice: `run \`${formatCommand(globals)}\` to bootstrap it without a question`,
    })
  }
  printNote(`bootstrapping CDK in ${formatAccount(place)} (stack CDKToolkit)`)
  await runCdk(['bootstrap', '--app', assembly])
}

/** The command that deploys without a question, with the same configuration. */
function formatCommand({ config, dataDir }: GlobalOptions): string {
  const given = (flag: string, value: string | undefined) =>
    value === undefined ? [] : [flag, quoteForShell(value)]
  const flags = [...given('--config', config), ...given('--data-dir', dataDir)]
  return [formatInvocation(), 'deploy', '--target', 'aws', '--yes', ...flags].join(' ')
}
