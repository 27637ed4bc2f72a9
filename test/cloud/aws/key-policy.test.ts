import { expect, test } from 'vitest'
import { keyPolicyStatements } from '../../../src/cloud/aws/infra/key-policy.ts'
import { loadConfig } from '../../../src/config/config.ts'

test('the key policy allows our roles, CloudWatch, EventBridge and the logs', () => {
  const { aws } = loadConfig({ cwd: '/nowhere', environment: {} })
  const account = { partition: 'aws', account: '111111111111', region: 'eu-central-1' }
  expect(keyPolicyStatements(aws, account)).toEqual([
    {
      Sid: 'HitparadeRoles',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: {
        ArnLike: {
          'aws:PrincipalArn': ['scheduler', 'extract', 'transform', 'snowflake'].map(
            (role) => `arn:aws:iam::111111111111:role/hitparade-prod-${role}-eu-central-1`,
          ),
        },
      },
    },
    {
      Sid: 'HitparadeAlarmsAndEvents',
      Effect: 'Allow',
      Principal: { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
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
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn':
            'arn:aws:logs:eu-central-1:111111111111:log-group:/hitparade/prod/*',
        },
      },
    },
  ])
})
