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
import { metricsNamespace, pascal } from '../../aws-names.ts'
import type { Scope } from '../stack-scope.ts'
import type { Buckets } from './buckets.ts'

export interface FunctionOptions {
  stage: 'extract' | 'transform'
  name: string
  code: (stack: Stack) => Code
  buckets: Buckets
  /** Seconds. */
  timeout: number
  /** MB; a processor comes with 1,769. */
  memory: number
  /** What it may do besides writing its log. */
  statements: PolicyStatement[]
}

/** One function with the role and the log group that are its own. */
export function lambdaFunction(scope: Scope, options: FunctionOptions): LambdaFunction {
  const { stack, names, aws, encryption } = scope
  const { stage, name, buckets } = options
  const id = pascal(stage)
  const logGroup = new LogGroup(stack, `${id}Log`, {
    logGroupName: `/hitparade/${aws.environment}/${stage}`,
    retention: aws.log_retention_days,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(encryption.key && { encryptionKey: encryption.key }),
  })
  const role = new Role(stack, `${id}Role`, {
    roleName: names.roles[stage],
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      [stage]: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'Log',
            actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            // CloudFormation's word for the group and every stream in it.
            resources: [logGroup.logGroupArn],
          }),
          ...options.statements,
        ],
      }),
    },
  })
  return new LambdaFunction(stack, id, {
    functionName: name,
    description: `hitparade ${stage}`,
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
      POWERTOOLS_SERVICE_NAME: name,
    },
  })
}
