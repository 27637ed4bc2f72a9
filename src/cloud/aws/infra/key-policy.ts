import type { Config } from '../../../config/config.ts'
import { type AwsAccount, type Role, resourceNames, roles } from '../aws-names.ts'

/**
 * The statements that the owner of a customer's key must add to the key's policy, because the stack cannot. Without them
 * alarms are lost silently, events reach no queue, and the log groups cannot be created.
 */
export function keyPolicyStatements(
  { aws: { environment }, snowflake }: Pick<Config, 'aws' | 'snowflake'>,
  owner: AwsAccount,
): object[] {
  const { partition, account, region } = owner
  const names = resourceNames(environment, owner)
  const roleArn = (role: Role) => `arn:${partition}:iam::${account}:role/${names.roles[role]}`
  const root = { AWS: `arn:${partition}:iam::${account}:root` }
  const writers = roles.filter((role) => role !== 'snowflake').map(roleArn)
  const inAccount = { 'aws:SourceAccount': account }
  const logs = `arn:${partition}:logs:${region}:${account}:log-group:/hitparade/${environment}/*`
  const allow = (Sid: string, Principal: object, Action: string[], Condition?: object) => ({
    Sid,
    Effect: 'Allow',
    Principal,
    Action,
    Resource: '*',
    ...(Condition !== undefined && { Condition }),
  })
  const reader = allow('HitparadeSnowflake', root, ['kms:Decrypt'], {
    ArnLike: { 'aws:PrincipalArn': roleArn('snowflake') },
  })
  const encrypt = ['kms:Decrypt', 'kms:GenerateDataKey*']
  return [
    allow('HitparadeRoles', root, ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'], {
      ArnLike: { 'aws:PrincipalArn': writers },
    }),
    ...(snowflake.account === null ? [] : [reader]),
    allow('HitparadeAlarms', { Service: 'cloudwatch.amazonaws.com' }, encrypt, { StringEquals: inAccount }),
    // No condition: AWS documents that EventBridge supports neither account nor ARN on the key of an encrypted topic, and
    // documents nothing for queues. A condition that is not met would stop every delivery without an error. The policies of
    // the queues admit only the rule of this stack.
    allow('HitparadeEvents', { Service: 'events.amazonaws.com' }, encrypt),
    allow(
      'HitparadeLogs',
      { Service: `logs.${region}.amazonaws.com` },
      ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      { StringEquals: inAccount, ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logs } },
    ),
  ]
}
