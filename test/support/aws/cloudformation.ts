import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface CloudFormation {
  url: string
  /** What each update asked for: the parameters that it changed. */
  updates: Record<string, string>[]
  close(): Promise<void>
}

export interface OneStack {
  name: string
  parameters: Record<string, string>
  outputs: Record<string, string>
}

/** CloudFormation with one stack, as far as its parameters can be read and changed without another template. */
export async function startCloudFormation(stack: OneStack): Promise<CloudFormation> {
  const updates: Record<string, string>[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const asked = new URLSearchParams(body)
    const send = (status: number, xml: string) =>
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml)
    const action = asked.get('Action')
    if (asked.get('StackName') !== stack.name) {
      return send(400, error(`Stack with id ${asked.get('StackName')} does not exist`))
    }
    if (action === 'DescribeStacks') return send(200, described(stack))
    if (action !== 'UpdateStack' || asked.get('UsePreviousTemplate') !== 'true') {
      return send(
        400,
        error(`expected DescribeStacks, or UpdateStack with the previous template, got ${action}`),
      )
    }
    const given = givenParameters(asked)
    const forgotten = Object.keys(stack.parameters).filter((key) => !given.has(key))
    if (forgotten.length > 0)
      return send(400, error(`Parameters: [${forgotten.join(', ')}] must have values`))
    const changes = Object.fromEntries([...given].filter(([, value]) => value !== null)) as Record<
      string,
      string
    >
    if (Object.entries(changes).every(([key, value]) => stack.parameters[key] === value)) {
      return send(400, error('No updates are to be performed.'))
    }
    Object.assign(stack.parameters, changes)
    updates.push(changes)
    send(
      200,
      '<UpdateStackResponse><UpdateStackResult><StackId>s</StackId></UpdateStackResult></UpdateStackResponse>',
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    updates,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Key → value, null where the previous one is kept. */
function givenParameters(asked: URLSearchParams): Map<string, string | null> {
  const given = new Map<string, string | null>()
  for (let index = 1; asked.has(`Parameters.member.${index}.ParameterKey`); index += 1) {
    const at = `Parameters.member.${index}`
    const isKept = asked.get(`${at}.UsePreviousValue`) === 'true'
    given.set(
      asked.get(`${at}.ParameterKey`) ?? '',
      isKept ? null : (asked.get(`${at}.ParameterValue`) ?? ''),
    )
  }
  return given
}

function described({ name, parameters, outputs }: OneStack): string {
  const members = (entries: Record<string, string>, kind: string) =>
    Object.entries(entries)
      .map(
        ([key, value]) =>
          `<member><${kind}Key>${key}</${kind}Key><${kind}Value>${value}</${kind}Value></member>`,
      )
      .join('')
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>
    <StackName>${name}</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime>
    <StackStatus>UPDATE_COMPLETE</StackStatus>
    <Parameters>${members(parameters, 'Parameter')}</Parameters><Outputs>${members(outputs, 'Output')}</Outputs>
  </member></Stacks></DescribeStacksResult></DescribeStacksResponse>`
}

function error(message: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`
}
