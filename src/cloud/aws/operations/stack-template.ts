import { readFile } from 'node:fs/promises'
import type { AwsConfig } from '../../../config/config.ts'
import { stackName } from '../aws-names.ts'
import { clientOptions } from '../client-options.ts'
import { loadClient } from '../load-clients.ts'
import { nullOn, withAwsErrors } from '../with-aws-errors.ts'

/** The part of a CloudFormation template that a plan reads. */
export interface StackTemplate {
  Resources: Record<string, TemplateResource>
}

export interface TemplateResource {
  Type: string
  Properties?: { Policies?: { PolicyDocument: { Statement: { Action: string | string[] }[] } }[] }
}

/** The template that CDK has written to a folder. */
export async function readSynthesised({ environment }: AwsConfig, assembly: string): Promise<StackTemplate> {
  return JSON.parse(await readFile(`${assembly}/${stackName(environment)}.template.json`, 'utf8'))
}

/** The template of the deployed stack; null if the credentials may not read it, or if it is not JSON. */
export async function readDeployed(aws: AwsConfig): Promise<StackTemplate | null> {
  const { CloudFormationClient, GetTemplateCommand } = await loadClient.cloudformation()
  const client = new CloudFormationClient(clientOptions(aws))
  const command = new GetTemplateCommand({ StackName: stackName(aws.environment), TemplateStage: 'Original' })
  const answer = await nullOn(['Denied'], () =>
    withAwsErrors('cloudformation:GetTemplate', () => client.send(command)),
  )
  // A template that was deployed without CDK may have been converted to YAML.
  return answer?.TemplateBody?.startsWith('{') ? JSON.parse(answer.TemplateBody) : null
}
