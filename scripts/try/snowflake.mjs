// A small real run on Snowflake: `npm run try:snowflake`. docs/first-real-run.md describes it.
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bootstrapNote, charts, checkHealth, deployStack, storeChart } from './aws-steps.mjs'
import { countPositions } from './count-positions.mjs'
import { inventEnvironment, readOptions, refuse, writeConfig } from './options.mjs'
import { CommandError } from './run-command.mjs'
import { Waiting, walk } from './walk.mjs'

const options = readOptions('snowflake', { environment: { type: 'string' } })
const { base, environment = inventEnvironment(), config, keep } = options
if (!(base.snowflake?.account || process.env.SNOWFLAKE_ACCOUNT))
  refuse('expected the variable SNOWFLAKE_ACCOUNT')
const names = `hitparade_${environment.replaceAll('-', '_')}`
const sqlFile = (name) => join(dirname(options.report), `hitparade-${environment}-${name}.sql`)
const again = [
  'npm run try:snowflake -- --environment',
  environment,
  ...(config ? ['--config', config] : []),
].join(' ')

process.exitCode = await walk({
  name: 'snowflake',
  options,
  isReal: process.env.AWS_ENDPOINT_URL === undefined && base.snowflake?.url === undefined,
  intro: [
    `This deploys an environment of its own, ${environment}, to AWS and Snowflake, stores an invented chart in AWS,`,
    `waits until Snowflake has loaded it, and queries it. Everything in Snowflake is named ${names}….`,
    'An account administrator has to run one SQL file: the walk ends with exit code 3, and you continue it later.',
    'It costs less than a cent in AWS, and in Snowflake at most two credits: two hours of the smallest warehouse.',
    keep
      ? 'Nothing is undone if it succeeds (--keep).'
      : 'At the end it deletes the database, the stack and both buckets. The administrator runs a second SQL file.',
    bootstrapNote,
  ],
  async work(tools) {
    const { folder, step, run } = tools
    const write = (more) => writeConfig(folder, base, { environment, charts, snowflake: {}, ...more })
    write()
    const outputs = await deployStack(tools, environment)
    const store = (daysAgo) => storeChart(tools, { outputs, region: base.aws?.region, daysAgo })
    await store(1)
    await deployObjects(tools)
    // `status` compares this bucket with what Snowflake has loaded.
    write({ curated: `s3://${outputs.CuratedBucketName}` })
    const first = await waitForFiles(tools, {
      title: 'wait until the refresh of the pipes has loaded',
      least: 1,
    })
    const date = await store(0)
    await waitForFiles(tools, { title: 'wait until a notification has loaded', least: first + 1 })
    await step('wait until the dynamic tables have the chart; takes up to an hour', () =>
      tools.until('the newest chart can be queried', 90, async () => {
        const output = await run(['insights', 'chart', '--warehouse', 'snowflake', '--format', 'json'])
        const { parameters, rows } = JSON.parse(output.stdout)
        return parameters.on === date && rows.length > 0 ? countPositions(output, date) : null
      }),
    )
    await checkHealth(tools, 'snowflake')
  },
})

/** Throws `Waiting` while an administrator has to run SQL. */
async function deployObjects({ step, run, undo, leave }) {
  undo(
    'delete the database in Snowflake',
    ['destroy', '--target', 'snowflake', '--yes'],
    ({ stdout, stderr }) => {
      if (stdout !== '') {
        writeFileSync(sqlFile('99-undo'), stdout)
        leave(`what 00-admin.sql created: an account administrator runs ${sqlFile('99-undo')}`)
      }
      return `${stderr.match(/^drop /gm)?.length ?? 0} objects dropped`
    },
  )
  await step('deploy to Snowflake; takes minutes', async () => {
    try {
      const { stderr } = await run(['deploy', '--target', 'snowflake'])
      return /\d+ steps? done|already up to date/.exec(stderr)?.[0] ?? ''
    } catch (error) {
      if (!(error instanceof CommandError) || error.code !== 3) throw error
      writeFileSync(sqlFile('00-admin'), error.stdout)
      throw new Waiting(
        `an account administrator has to run ${sqlFile('00-admin')}\nthen continue with: ${again}`,
      )
    }
  })
}

/** Waits until every curated file is in landing, and at least so many. Returns their number. */
async function waitForFiles({ step, run, until }, { title, least }) {
  let count = 0
  let unread = ''
  const wait = () =>
    until('all curated files are in Snowflake', 15, async () => {
      const { stdout } = await run(['status', '--target', 'snowflake', '--format', 'json'])
      const { files, failed, pipes, lacking } = JSON.parse(stdout).loading
      const [first] = failed ?? []
      if (first !== undefined) throw new Error(`${first.file} has the status ${first.status}: ${first.error}`)
      unread = lacking.map(({ part, problem }) => `${part}: ${problem}`).join('\n')
      // Nothing is compared before the first file has arrived.
      if (files === null) return null
      count = files.loaded
      const isLoaded = files.arriving === 0 && files.missing.length === 0 && count >= least
      return isLoaded ? `${count} files in ${pipes?.length ?? 'an unknown number of'} pipes` : null
    })
  await step(title, () =>
    wait().catch((error) => {
      throw unread === '' ? error : new Error(`${error.message}\n${unread}`)
    }),
  )
  return count
}
