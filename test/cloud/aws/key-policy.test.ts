import { expect, test } from 'vitest'
import { keyPolicyStatements } from '../../../src/cloud/aws/infra/key-policy.ts'
import { loadConfig } from '../../../src/config/config.ts'

const { aws, snowflake } = loadConfig({ cwd: '/nowhere', environment: {} })
const account = { partition: 'aws', account: '111111111111', region: 'eu-central-1' }

test('the key policy allows our roles, EventBridge, and CloudWatch and the logs of this account alone; Snowflake only reads', () => {
  const connected = { aws, snowflake: { ...snowflake, account: 'myorg-charts' } }
  expect(keyPolicyStatements(connected, account)).toEqual([
    {
      Sid: 'HitparadeRoles',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: {
        ArnLike: {
          'aws:PrincipalArn': ['scheduler', 'extract', 'transform'].map(
            (role) => `arn:aws:iam::111111111111:role/hitparade-prod-${role}-eu-central-1`,
          ),
        },
      },
    },
    {
      Sid: 'HitparadeSnowflake',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: ['kms:Decrypt'],
      Resource: '*',
      Condition: {
        ArnLike: {
          'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/hitparade-prod-snowflake-eu-central-1',
        },
      },
    },
    {
      Sid: 'HitparadeAlarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
    },
    {
      Sid: 'HitparadeEvents',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
    },
    {
      Sid: 'HitparadeLogs',
      Effect: 'Allow',
      Principal: { Service: 'logs.eu-central-1.amazonaws.com' },
      Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111111111111' },
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn':
            'arn:aws:logs:eu-central-1:111111111111:log-group:/hitparade/prod/*',
        },
      },
    },
  ])
})

test('the key policy has no statement for Snowflake where none is configured', () => {
  expect(JSON.stringify(keyPolicyStatements({ aws, snowflake }, account))).not.toMatch(/snowflake/i)
})
