import { CfnCondition, CfnOutput, CfnParameter, Fn } from 'aws-cdk-lib'
import { CfnRole } from 'aws-cdk-lib/aws-iam'
import { tableNames } from '../../../../domain/tables/tables.ts'
import { outputs, parameters } from '../../stack-interface.ts'
import type { Scope } from '../stack-scope.ts'
import type { Buckets } from './buckets.ts'

/**
 * Creates the role with which Snowflake reads the curated tables. Snowflake's IAM user is known only once the role
 * exists, and IAM rejects a user that does not exist. Until both parameters are set, no one may assume the role.
 */
export function createSnowflakeRole({ stack, names, encryption }: Scope, { curated }: Buckets): void {
  const user = new CfnParameter(stack, parameters.snowflakeUser, {
    description:
      'STORAGE_AWS_IAM_USER_ARN in DESC INTEGRATION; while it is empty, no one may assume the role',
    default: '',
    allowedPattern: '(arn:aws[a-z-]*:iam::[0-9]{12}:(user|role)/.+)?',
  })
  const externalId = new CfnParameter(stack, parameters.snowflakeExternalId, {
    description: 'STORAGE_AWS_EXTERNAL_ID in DESC INTEGRATION; while it is empty, no one may assume the role',
    default: '',
    noEcho: false,
  })
  const isKnown = new CfnCondition(stack, 'SnowflakeIsKnown', {
    expression: Fn.conditionNot(
      Fn.conditionOr(
        Fn.conditionEquals(user.valueAsString, ''),
        Fn.conditionEquals(externalId.valueAsString, ''),
      ),
    ),
  })
  const allowSnowflake = {
    Effect: 'Allow',
    Principal: { AWS: user.valueAsString },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': externalId.valueAsString } },
  }
  const denyAll = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }
  const role = new CfnRole(stack, 'SnowflakeRole', {
    roleName: names.roles.snowflake,
    description: 'Snowflake reads the curated tables',
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [Fn.conditionIf(isKnown.logicalId, allowSnowflake, denyAll)],
    },
    policies: [
      {
        policyName: 'read-curated',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'Read',
              Effect: 'Allow',
              Action: ['s3:GetObject', 's3:GetObjectVersion'],
              Resource: tableNames.map((table) => `${curated.attrArn}/${table}/*`),
            },
            {
              Sid: 'List',
              Effect: 'Allow',
              Action: 's3:ListBucket',
              Resource: curated.attrArn,
              Condition: { StringLike: { 's3:prefix': tableNames.map((table) => `${table}/*`) } },
            },
            // Its request has no prefix, so the condition above would deny it.
            { Sid: 'Locate', Effect: 'Allow', Action: 's3:GetBucketLocation', Resource: curated.attrArn },
            ...encryption.toRead.map((statement) => statement.toStatementJson()),
          ],
        },
      },
    ],
  })
  new CfnOutput(stack, outputs.snowflakeRole, { value: role.attrArn })
}
