import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { type FunctionName, metricsNamespace, toPascalCase } from '../../aws-names.ts'
import type { Scope } from '../stack-scope.ts'
import type { Buckets } from './buckets.ts'

export interface FunctionOptions {
  name: FunctionName
  code: (stack: Stack) => Code
  buckets: Buckets
  /** Seconds. */
  timeout: number
  /** MB. 1,769 MB give one full CPU. */
  memory: number
  /** What it may do in addition to writing its log. */
  statements: PolicyStatement[]
  /** Variables in addition to those of every function. */
  environment?: Record<string, string>
}

/** Creates a function with its own role and log group. */
export function createFunction(scope: Scope, options: FunctionOptions): LambdaFunction {
  const { stack, names, aws, encryption } = scope
  const { name, buckets } = options
  const id = toPascalCase(name)
  const functionName = names[`${name}Function`]
  const logGroup = new LogGroup(stack, `${id}Log`, {
    logGroupName: `/hitparade/${aws.environment}/${name}`,
    retention: aws.log_retention_days,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(encryption.key && { encryptionKey: encryption.key }),
  })
  const role = new Role(stack, `${id}Role`, {
    roleName: names.roles[name],
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      [name]: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'Log',
            actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            // The ARN covers the group and every stream in it.
            resources: [logGroup.logGroupArn],
          }),
          ...options.statements,
        ],
      }),
    },
  })
  return new LambdaFunction(stack, id, {
    functionName,
    description: `hitparade ${name}`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'dist/index.handler',
    code: options.code(stack),
    role,
    timeout: Duration.seconds(options.timeout),
    memorySize: options.memory,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    environment: {
      HITPARADE_RAW: `s3://${buckets.raw.ref}`,
      HITPARADE_CURATED: `s3://${buckets.curated.ref}`,
      HITPARADE_ENVIRONMENT: aws.environment,
      HITPARADE_METRICS: metricsNamespace(aws.environment),
      ...(aws.kms_key_arn !== null && { HITPARADE_KMS_KEY: aws.kms_key_arn }),
      POWERTOOLS_SERVICE_NAME: functionName,
      ...options.environment,
    },
  })
}
