// Steps on AWS that several walks share: deploy a chart of the simulator, store a date of it, destroy everything.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { CommandError } from './run-command.mjs'

/** The chart that is deployed. It is invented, and needs no login. */
export const charts = [
  { chart: 'global-top-100', source: 'simulator', playlist: '0tJgaZu2edetIbezLQX6we', run_at: ['00:05'] },
]
const [{ chart }] = charts
const destroy = ['destroy', '--target', 'aws', '--with-data', '--yes']

/** What the walk adds to the account for good, said before it begins. */
export const bootstrapNote =
  'If CDK is not bootstrapped in the account and region, it creates the stack CDKToolkit, which stays. One of its roles has AdministratorAccess.'

/** Deploys, and returns the outputs of the stack. */
export async function deployStack({ step, run, undo, leave, hide }, environment) {
  await step('preview the deployment to AWS', async () => {
    const { stdout } = await run(['deploy', '--target', 'aws', '--plan'])
    if (/is not bootstrapped/.test(stdout))
      leave(
        'the stack CDKToolkit, if you do not use CDK: empty its bucket, then `aws cloudformation delete-stack --stack-name CDKToolkit`',
      )
    return /^ *creates +(.*)$/m.exec(stdout)?.[1] ?? 'the stack exists'
  })
  // In reverse order: first everything is deleted, then the same command finds nothing.
  undo('check that nothing is left in AWS', destroy, ({ stderr }) => {
    if (stderr.includes(`there is no stack hitparade-${environment} `) && !stderr.includes('were kept'))
      return 'no stack, no bucket, no credentials'
    throw new Error(`expected nothing to destroy, got: ${stderr}`)
  })
  undo('delete everything in AWS', destroy, ({ stderr }) => {
    const deleted = stderr.match(/^deleted /gm)?.length ?? 0
    return `${deleted} deleted: the stack and what was outside of it`
  })
  const outputs = {}
  await step('deploy to AWS; takes minutes', async () => {
    const { stdout } = await run(['deploy', '--target', 'aws', '--yes', '--format', 'ndjson'])
    for (const line of stdout.trim().split('\n')) {
      const { output, value } = JSON.parse(line)
      outputs[output] = value
    }
    return `${Object.keys(outputs).length} outputs`
  })
  hide(outputs)
  return outputs
}

/** Invokes the extract function as a schedule does, and waits until the chart of that day is transformed. */
export async function storeChart({ step, run, until, signal }, { outputs, region, daysAgo }) {
  const scheduled_time = new Date(Date.now() - daysAgo * 86_400_000).toISOString()
  const when = daysAgo === 0 ? 'today' : 'yesterday'
  let date = ''
  await step(`invoke the extract function for ${when}`, async () => {
    const payload = { chart: `simulator/${chart}`, scheduled_time }
    const answer = await invoke(outputs.ExtractFunctionName, { payload, region, signal })
    if (!['stored', 'skipped'].includes(answer.outcome))
      throw new Error(`expected the outcome stored, got ${JSON.stringify(answer)}`)
    date = answer.chart_date
    return `${answer.outcome}, chart date ${date}`
  })
  await step('wait until the transform function has stored it', () =>
    until('the chart is transformed', 10, async () => {
      const { stdout } = await run(['status', '--target', 'aws', '--format', 'json'])
      const state = JSON.parse(stdout)
      if (state.raw?.failed > 0) throw new Error('the transform function could not read the raw object')
      const { newest_issue } = state.charts.find((each) => each.chart.endsWith(chart)) ?? {}
      const isStored = state.raw?.waiting === 0 && newest_issue >= date
      return isStored ? `newest issue ${newest_issue}` : null
    }),
  )
  return date
}

/** A walk configures no address for its alarms, so that no e-mail is sent. */
const expectedFinding = 'no one receives the alarms'

/** Waits until `doctor` has nothing else to repair: alarms need minutes to see a new chart. */
export function checkHealth({ step, run, until }, target) {
  let findings = []
  return step(`doctor of ${target}`, () =>
    until('doctor has nothing to repair', 15, async () => {
      const { stdout } = await run(['doctor', '--target', target, '--format', 'json']).catch((error) => {
        if (error instanceof CommandError && error.stdout !== '') return error
        throw error
      })
      const wrong = JSON.parse(stdout).filter(({ ok, finding }) => !ok && finding !== expectedFinding)
      findings = wrong.map(({ finding, next }) => `${finding}; ${next}`)
      return findings.length === 0 ? 'nothing to repair' : null
    }).catch((error) => {
      throw new Error([error.message, ...findings].join('\n'), { cause: error })
    }),
  )
}

async function invoke(FunctionName, { payload, region, signal }) {
  const client = new LambdaClient(region === undefined ? {} : { region })
  try {
    const command = new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)) })
    const { FunctionError, Payload } = await client.send(command, { abortSignal: signal })
    const answer = JSON.parse(Buffer.from(Payload).toString())
    if (FunctionError !== undefined)
      throw new Error(`the extract function failed (${answer.errorType}): ${answer.errorMessage}`)
    return answer
  } finally {
    client.destroy()
  }
}
