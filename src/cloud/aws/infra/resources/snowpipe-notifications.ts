import { Aws, CfnCondition, CfnParameter, Fn } from 'aws-cdk-lib'
import { type TableName, tableNames } from '../../../../domain/tables/tables.ts'
import { toPascalCase } from '../../aws-names.ts'
import { parameters } from '../../stack-interface.ts'
import type { Scope } from '../stack-scope.ts'

/**
 * Notifies the queue of each table's pipe in Snowflake of new files. A pipe's queue is known only once the pipe exists,
 * and S3 rejects a queue that does not exist. So each queue is a parameter, and S3 sends nothing while it is empty.
 */
export function notifySnowpipe({ stack }: Scope) {
  const pipes = tableNames.map((table) => notifyPipe(table))
  const anyQueue = new CfnCondition(stack, 'AnySnowflakeQueue', {
    expression: Fn.conditionOr(...pipes.map(({ isSet }) => isSet)),
  })
  const queueConfigurations = pipes.map(({ table, isSet, queue }) =>
    Fn.conditionIf(
      isSet.logicalId,
      {
        Event: 's3:ObjectCreated:*',
        Queue: queue.valueAsString,
        Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: `${table}/` }] } },
      },
      Aws.NO_VALUE,
    ),
  )
  return Fn.conditionIf(anyQueue.logicalId, { QueueConfigurations: queueConfigurations }, Aws.NO_VALUE)

  function notifyPipe(table: TableName) {
    const queue = new CfnParameter(stack, parameters.snowflakeQueue[table], {
      description: `queue of the pipe of ${table} (notification_channel in DESC PIPE); while it is empty, S3 sends nothing`,
      default: '',
      allowedPattern: '(arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+)?',
    })
    const isSet = new CfnCondition(stack, `Has${toPascalCase(queue.node.id)}`, {
      expression: Fn.conditionNot(Fn.conditionEquals(queue.valueAsString, '')),
    })
    return { table, queue, isSet }
  }
}
