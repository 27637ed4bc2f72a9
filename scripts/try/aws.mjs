// A small real run on AWS: `npm run try:aws`. docs/first-real-run.md describes it.
import { bootstrapNote, charts, checkHealth, deployStack, storeChart } from './aws-steps.mjs'
import { countPositions } from './count-positions.mjs'
import { inventEnvironment, readOptions, writeConfig } from './options.mjs'
import { walk } from './walk.mjs'

const options = readOptions('aws', { environment: { type: 'string' } })
const { base, environment = inventEnvironment(), keep } = options

process.exitCode = await walk({
  name: 'aws',
  options,
  isReal: process.env.AWS_ENDPOINT_URL === undefined,
  intro: [
    `This deploys an environment of its own, ${environment}, to the AWS account of your credentials, stores one invented`,
    'chart in it, pulls it to this machine and queries it. It takes about ten minutes.',
    'It costs less than a cent if it ends within the hour. Its alarms and metrics cost at most 2.40 USD a month.',
    keep
      ? 'Nothing is undone if it succeeds (--keep).'
      : 'At the end the stack and both buckets are deleted with all data.',
    bootstrapNote,
  ],
  async work(tools) {
    const { folder, step, run } = tools
    writeConfig(folder, base, { environment, charts })
    const outputs = await deployStack(tools, environment)
    const date = await storeChart(tools, { outputs, region: base.aws?.region, daysAgo: 0 })
    await step('pull the curated files', async () => {
      const { stderr } = await run(['pull', '--target', 'aws'])
      return /^\d+ files/m.exec(stderr)?.[0] ?? 'nothing new'
    })
    await step('query the chart on this machine', async () =>
      countPositions(await run(['insights', 'chart', '--format', 'json']), date),
    )
    await checkHealth(tools, 'aws')
  },
})
