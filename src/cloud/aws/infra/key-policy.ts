import type { AwsConfig } from '../../../config/config.ts'
import { type AwsPlace, resourceNames, roles } from '../aws-names.ts'

/**
 * The statements that the owner of a customer's key has to add to its policy: the stack cannot. Without them alarms are
 * lost without a word, events reach no queue, and the logs' group cannot be made.
 */
export function keyPolicyStatements({ environment }: AwsConfig, place: AwsPlace): object[] {
  const { partition, account, region } = place
  const names = resourceNames(environment, place)
  const ours = roles.map((role) => `arn:${partition}:iam::${account}:role/${names.roles[role]}`)
  const logs = `arn:${partition}:logs:${region}:${account}:log-group:/hitparade/${environment}/*`
  const allow = (Sid: string, Principal: object, Action: string[], Condition?: object) => ({
    Sid,
    Effect: 'Allow',
    Principal,
    Action,
    Resource: '*',
    ...(Condition !== undefined && { Condition }),
  })
  return [
    allow(
      'HitparadeRoles',
      { AWS: `arn:${partition}:iam::${account}:root` },
      ['kms:Decrypt', 'kms:GenerateDataKey'],
      { ArnLike: { 'aws:PrincipalArn': ours } },
    ),
    // Without a condition: EventBridge says for whom it works to no key.
    allow('HitparadeAlarmsAndEvents', { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] }, [
      'kms:Decrypt',
      'kms:GenerateDataKey*',
    ]),
    allow(
      'HitparadeLogs',
      { Service: `logs.${region}.amazonaws.com` },
      ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logs } },
    ),
  ]
}
