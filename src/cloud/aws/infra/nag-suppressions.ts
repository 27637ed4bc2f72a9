import { type Stack, Validations } from 'aws-cdk-lib'
import { tableNames } from '../../../domain/tables/tables.ts'
import { failures, toPascalCase } from '../aws-names.ts'
import { tablesOfTransform } from './resources/transform-function.ts'

/** Suppresses the findings of cdk-nag that are intended, one by one and each with its reason. */
export function suppressNags(stack: Stack): void {
  for (const { construct, id, reason } of suppressions) {
    // Without Snowflake there is no role of it.
    const found = stack.node.tryFindChild(construct)
    if (found !== undefined) Validations.of(found).acknowledge({ id: `AwsSolutions-${id}`, reason })
  }
}

interface Suppression {
  /** Id of the construct. */
  construct: string
  id: string
  reason: string
}

const noAccessLogs =
  'access logs cost more than the data; CloudTrail data events can be enabled outside the stack where they are needed'

const suppressions: Suppression[] = [
  ...['Raw', 'Curated'].map((construct) => ({ construct, id: 'S1', reason: noAccessLogs })),
  ...failures
    .filter((failure) => failure !== 'transform')
    .map((failure) => ({
      construct: `Failed${toPascalCase(failure)}`,
      id: 'SQS3',
      reason:
        'it is itself the failure queue of Scheduler, Lambda or EventBridge, which the rule does not detect',
    })),
  ...suppressObjects('ExtractRole', 'it writes objects whose names are not known at deployment', {
    Raw: ['to_process', 'locks'],
    Curated: ['runs'],
  }),
  ...suppressObjects(
    'TransformRole',
    'it reads, writes and moves objects whose names are not known at deployment',
    {
      Raw: ['to_process', 'processed', 'failed'],
      Curated: tablesOfTransform,
    },
  ),
  ...suppressObjects('SnowflakeRole', 'it reads every file of the tables', { Curated: tableNames }),
]

function suppressObjects(
  construct: string,
  reason: string,
  prefixes: Record<string, readonly string[]>,
): Suppression[] {
  return Object.entries(prefixes).flatMap(([bucket, names]) =>
    names.map((name) => ({ construct, id: `IAM5[Resource::<${bucket}.Arn>/${name}/*]`, reason })),
  )
}
