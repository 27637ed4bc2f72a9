// What a person passes to a walk, and the configuration that it writes from that.
import { randomInt } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from 'jsonc-parser'

/** Where the person is: npm starts scripts in the folder of the package. */
export const startFolder = process.env.INIT_CWD ?? process.cwd()

const common = {
  yes: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  config: { type: 'string' },
  report: { type: 'string' },
}

/** The options of a walk, and `base`, the parsed file of `--config`. Ends the process with exit code 2 for a mistake. */
export function readOptions(name, more) {
  try {
    const { values } = parseArgs({ options: { ...common, ...more } })
    const { config, report = `hitparade-try-${name}.md`, environment } = values
    // The walk deletes the environment with its data, so it never touches one of another name.
    if (environment !== undefined && !/^try-[a-z0-9]{1,10}$/.test(environment))
      throw new Error(`--environment: expected try- and up to 10 letters and digits, got ${environment}`)
    return {
      ...values,
      report: resolve(startFolder, report),
      base: config === undefined ? {} : readBase(resolve(startFolder, config)),
    }
  } catch (error) {
    refuse(error.message)
  }
}

/** Ends the process before anything has begun. */
export function refuse(problem) {
  process.stderr.write(`error: ${problem}; docs/first-real-run.md has the options\n`)
  process.exit(2)
}

/** `try-` and six letters and digits. */
export function inventEnvironment() {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789'
  return `try-${Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('')}`
}

/**
 * Writes the configuration of a walk. Of the person's own file it takes only how to reach the services: never charts, data
 * folders, names of objects or webhooks.
 */
export function writeConfig(folder, { aws, snowflake, sources, s3 } = {}, { environment, ...more }) {
  const { account, url, user, authenticator, private_key } = snowflake ?? {}
  const login = { account, url, user, authenticator, private_key }
  const config = {
    data_dir: join(folder, 'data'),
    ...(sources && { sources }),
    ...(s3 && { s3 }),
    ...(environment && { aws: { ...aws, alarm_email: undefined, environment } }),
    ...more,
    ...(more.snowflake && { snowflake: { ...login, ...more.snowflake } }),
  }
  const file = join(folder, 'hitparade.jsonc')
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`)
  return file
}

function readBase(file) {
  const base = parse(readFileSync(file, 'utf8'), [], { allowTrailingComma: true })
  if (typeof base !== 'object' || base === null) throw new Error(`${file} is not a configuration`)
  const { snowflake } = base
  if (snowflake?.private_key !== undefined)
    snowflake.private_key = resolve(dirname(file), snowflake.private_key)
  return base
}
