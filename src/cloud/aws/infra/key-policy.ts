import type { AwsConfig } from '../../../config/config.ts'
import { type AwsAccount, type Role, resourceNames, roles } from '../aws-names.ts'

/**
 * The statements that the owner of a customer's key must add to the key's policy, because the stack cannot. Without them
 * alarms are lost silently, events reach no queue, and the log groups cannot be created.
 */
export function keyPolicyStatements({ environment }: AwsConfig, owner: AwsAccount): object[] {
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
  return [
    allow('HitparadeRoles', root, ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'], {
      ArnLike: { 'aws:PrincipalArn': writers },
    }),
    allow('HitparadeSnowflake', root, ['kms:Decrypt'], {
      ArnLike: { 'aws:PrincipalArn': roleArn('snowflake') },
    }),
    allow(
      'HitparadeAlarmsAndEvents',
      { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
      ['kms:Decrypt', 'kms:GenerateDataKey*'],
      { StringEquals: inAccount },
    ),
    allow(
      'HitparadeLogs',
      { Service: `logs.${region}.amazonaws.com` },
      ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      { StringEquals: inAccount, ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logs } },
    ),
  ]
}
