import { CfnCondition, CfnOutput, CfnParameter, Fn } from 'aws-cdk-lib'
import { CfnRole } from 'aws-cdk-lib/aws-iam'
import { tableNames } from '../../../../domain/tables/tables.ts'
import { outputs, parameters } from '../../aws-names.ts'
import type { Scope } from '../stack-scope.ts'
import type { Buckets } from './buckets.ts'

/**
 * The role by which Snowflake reads the curated tables. Snowflake names its user only once it has been told of the
 * role, and IAM refuses a user that does not exist: until both parameters are set the role admits nobody.
 */
export function createSnowflakeRole({ stack, names, encryption }: Scope, { curated }: Buckets): void {
  const user = new CfnParameter(stack, parameters.snowflakeUser, {
    description: 'STORAGE_AWS_IAM_USER_ARN in DESC INTEGRATION; empty: nobody is admitted',
    default: '',
    allowedPattern: '(arn:aws[a-z-]*:iam::[0-9]{12}:(user|role)/.+)?',
  })
  const externalId = new CfnParameter(stack, parameters.snowflakeExternalId, {
    description: 'STORAGE_AWS_EXTERNAL_ID of the integration; empty: nobody is admitted',
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
  const admit = {
    Effect: 'Allow',
    Principal: { AWS: user.valueAsString },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': externalId.valueAsString } },
  }
  const nobody = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }
  const role = new CfnRole(stack, 'SnowflakeRole', {
    roleName: names.roles.snowflake,
    description: 'Snowflake reads the curated tables',
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [Fn.conditionIf(isKnown.logicalId, admit, nobody)],
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
            // Its request names no prefix, so it must not stand under that condition.
            { Sid: 'Locate', Effect: 'Allow', Action: 's3:GetBucketLocation', Resource: curated.attrArn },
            ...encryption.toRead.map((statement) => statement.toStatementJson()),
          ],
        },
      },
    ],
  })
  new CfnOutput(stack, outputs.snowflakeRole, { value: role.attrArn })
}
