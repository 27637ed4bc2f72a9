import { CfnParameter, Fn, type Stack } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3'
import { parameters } from '../stack-interface.ts'

/** Where the code of the two functions comes from. Functions of the stack, because a parameter belongs to a stack. */
export interface FunctionCode {
  extract: (stack: Stack) => Code
  transform: (stack: Stack) => Code
}

/** Local archives, which CDK uploads. */
export function codeByAsset({ extract, transform }: { extract: string; transform: string }): FunctionCode {
  return { extract: () => Code.fromAsset(extract), transform: () => Code.fromAsset(transform) }
}

/** Archives that were uploaded before. The stack has parameters for the bucket and for the prefix of the keys. */
export function codeByParameters(names: { extract: string; transform: string }): FunctionCode {
  const code = (name: string) => (stack: Stack) => {
    const { codeBucket, codePrefix } = parameters
    const bucket = parameter(stack, codeBucket, {
      description: 'bucket that contains the archives of the functions',
    })
    const prefix = parameter(stack, codePrefix, {
      description: 'prefix of the keys in that bucket, e.g. hitparade/',
      default: '',
    })
    const existing = stack.node.tryFindChild('Code') as IBucket | undefined
    const from = existing ?? Bucket.fromBucketName(stack, 'Code', bucket.valueAsString)
    return Code.fromBucket(from, Fn.join('', [prefix.valueAsString, name]))
  }
  return { extract: code(names.extract), transform: code(names.transform) }
}

function parameter(stack: Stack, id: string, props: { description: string; default?: string }): CfnParameter {
  return (stack.node.tryFindChild(id) as CfnParameter | undefined) ?? new CfnParameter(stack, id, props)
}
