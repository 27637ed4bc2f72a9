import { toChecks } from '../../domain/finding.ts'
import type { Target } from './target.ts'

/** The stack of the configured environment in an AWS account. */
export const aws: Target = {
  name: 'aws',
  async status(options, globals) {
    const { printAwsStatus } = await import('./aws/aws-status.ts')
    await printAwsStatus(options, globals)
  },
  async doctor(globals) {
    const { loadCommandConfig } = await import('../with-app.ts')
    const { inspectCloud } = await import('../../cloud/aws/operations/inspect-cloud.ts')
    const { listCloudFindings } = await import('../../cloud/aws/operations/cloud-findings.ts')
    const { refusedFindings } = await import('./here/local-findings.ts')
    const now = new Date().toISOString()
    const config = loadCommandConfig(globals)
    const findings = [...refusedFindings(config), ...listCloudFindings(await inspectCloud(config, now), now)]
    return toChecks('aws', findings, 'everything that was deployed works')
  },
  async policy(globals) {
    const { loadCommandConfig } = await import('../with-app.ts')
    const { getCallerAccount } = await import('../../cloud/aws/aws-account.ts')
    const { operatorPolicy } = await import('../../cloud/aws/operations/operator-policy.ts')
    const { resourceNames } = await import('../../cloud/aws/aws-names.ts')
    const { findBuckets } = await import('../../cloud/aws/find-buckets.ts')
    const { nullOn } = await import('../../cloud/aws/with-aws-errors.ts')
    const config = loadCommandConfig(globals)
    const { environment, kms_key_arn } = config.aws
    const account = await getCallerAccount(config.aws)
    // The reader may need the policy for just this.
    const buckets = await nullOn(['Denied'], () => findBuckets(config, account))
    const names = { ...resourceNames(environment, account), ...buckets }
    return operatorPolicy({ kms_key_arn, account, names })
  },
  deployment: {
    previews: ['plan', 'template'],
    isConfigured: async () => true,
    // Before another target changes anything.
    async prepare(globals) {
      const { loadCommandConfig } = await import('../with-app.ts')
      const { requireFetchable } = await import('../../config/editorial-playlist.ts')
      requireFetchable(loadCommandConfig(globals))
      return 'done'
    },
    async deploy(options, globals) {
      const { deployAws } = await import('./aws/deploy-to-aws.ts')
      await deployAws(options, globals)
      return 'done'
    },
    async destroy(options, globals) {
      const { destroyAws } = await import('./aws/destroy-in-aws.ts')
      await destroyAws(options, globals)
    },
  },
}
