import { CfnParameter, Fn, type Stack } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3'
import { parameters } from '../aws-names.ts'

/** Where the two functions' code comes from; made within the stack because a parameter belongs to one. */
export interface FunctionCode {
  extract: (stack: Stack) => Code
  transform: (stack: Stack) => Code
}

/** Archives that CDK uploads. */
export function codeByAsset({ extract, transform }: { extract: string; transform: string }): FunctionCode {
  return { extract: () => Code.fromAsset(extract), transform: () => Code.fromAsset(transform) }
}

/** Archives that somebody has uploaded: their bucket and the prefix of their names are parameters of the stack. */
export function codeByParameters(names: { extract: string; transform: string }): FunctionCode {
  const code = (name: string) => (stack: Stack) => {
    const { codeBucket, codePrefix } = parameters
    const bucket = parameter(stack, codeBucket, { description: 'bucket that the functions were uploaded to' })
    const prefix = parameter(stack, codePrefix, {
      description: 'what their names begin with there, e.g. hitparade/',
      default: '',
    })
    const known = stack.node.tryFindChild('Code') as IBucket | undefined
    const from = known ?? Bucket.fromBucketName(stack, 'Code', bucket.valueAsString)
    return Code.fromBucket(from, Fn.join('', [prefix.valueAsString, name]))
  }
  return { extract: code(names.extract), transform: code(names.transform) }
}

function parameter(stack: Stack, id: string, props: { description: string; default?: string }): CfnParameter {
  return (stack.node.tryFindChild(id) as CfnParameter | undefined) ?? new CfnParameter(stack, id, props)
}
