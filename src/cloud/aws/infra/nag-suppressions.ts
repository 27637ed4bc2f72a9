import { type Stack, Validations } from 'aws-cdk-lib'
import { tableNames } from '../../../domain/tables/tables.ts'
import { failures, pascal } from '../aws-names.ts'
import { tablesOfTransform } from './resources/transform-function.ts'

/** What cdk-nag finds and is meant so, each finding by itself and with the reason. */
export function suppressNags(stack: Stack): void {
  for (const { of, id, reason } of exceptions) {
    Validations.of(stack.node.findChild(of)).acknowledge({ id: `AwsSolutions-${id}`, reason })
  }
}

interface Exception {
  /** Id of the construct. */
  of: string
  id: string
  reason: string
}

const noAccessLogs =
  'access logs cost more than the data; CloudTrail data events can be switched on from outside for who needs them'

const exceptions: Exception[] = [
  ...['Raw', 'Curated'].map((of) => ({ of, id: 'S1', reason: noAccessLogs })),
  ...failures
    .filter((failure) => failure !== 'transform')
    .map((failure) => ({
      of: `Failed${pascal(failure)}`,
      id: 'SQS3',
      reason:
        'it is a failure queue itself: of Scheduler, of Lambda or of EventBridge, which the rule does not see',
    })),
  ...objectExceptions('ExtractRole', 'it stores objects whose names it does not know before', {
    Raw: ['to_process'],
    Curated: ['runs'],
  }),
  ...objectExceptions(
    'TransformRole',
    'it reads, writes and moves objects whose names it does not know before',
    {
      Raw: ['to_process', 'processed', 'failed'],
      Curated: tablesOfTransform,
    },
  ),
  ...objectExceptions('SnowflakeRole', 'it reads every file of the tables', { Curated: tableNames }),
]

function objectExceptions(
  of: string,
  reason: string,
  prefixes: Record<string, readonly string[]>,
): Exception[] {
  return Object.entries(prefixes).flatMap(([bucket, names]) =>
    names.map((name) => ({ of, id: `IAM5[Resource::<${bucket}.Arn>/${name}/*]`, reason })),
  )
}
