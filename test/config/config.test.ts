import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { type ConfigSources, loadConfig } from '../../src/config/config.ts'
import { ConfigFileError } from '../../src/config/config-file.ts'
import { ConfigError } from '../../src/domain/errors.ts'

const root = mkdtempSync(join(tmpdir(), 'hitparade-config-'))
afterAll(() => rmSync(root, { recursive: true }))

const id = '0123456789ABCDEFabcdef'
const chart = { chart: 'one', source: 'spotify', playlist: id }

/** Loads a file with that text (or that value) from a new folder. */
function load(content: unknown, { flags, environment = {} }: ConfigSources = {}) {
  const cwd = mkdtempSync(join(root, 'c-'))
  writeFileSync(join(cwd, 'hitparade.jsonc'), typeof content === 'string' ? content : JSON.stringify(content))
  return { cwd, config: loadConfig({ cwd, environment, ...(flags && { flags }) }) }
}

/** The lines of the error, without the folder. */
function loadErrors(content: unknown, sources: ConfigSources = {}): string[] {
  try {
    load(content, sources)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as ConfigError).message
      .split('\n')
      .map((line) => line.replace(/^\/.*?(hitparade\.jsonc)/, '$1'))
  }
  throw new Error('expected a ConfigError')
}

function getError(content: unknown): ConfigError {
  try {
    load(content)
  } catch (error) {
    return error as ConfigError
  }
  throw new Error('expected a ConfigError')
}

/** The same for one invalid chart, without position and path. */
function chartErrors(fields: Record<string, unknown>): string[] {
  return loadErrors({ charts: [{ ...chart, ...fields }] }).map((line) =>
    line.replace(/^.*?charts\[0\]\./, ''),
  )
}

function each(
  key: string,
  expected: string,
  values: unknown[],
): [Record<string, unknown>, string, string, unknown][] {
  return values.map((got) => [{}, key, expected, got])
}

describe('precedence', () => {
  test('the nearest file here or in a folder above applies, with its folder as the base of paths', () => {
    const { cwd } = load({ warehouse: 'duckdb' })
    const below = join(cwd, 'one/two')
    mkdirSync(below, { recursive: true })
    expect(loadConfig({ cwd: below, environment: {} })).toMatchObject({
      file: join(cwd, 'hitparade.jsonc'),
      data_dir: join(cwd, 'hitparade-data'),
    })
    writeFileSync(join(cwd, 'one/hitparade.jsonc'), '{ "data_dir": "near" }')
    expect(loadConfig({ cwd: below, environment: {} }).data_dir).toBe(join(cwd, 'one/near'))
    expect(loadConfig({ cwd: below, environment: {}, ignoresFile: true }).file).toBe(null)
  })

  test('one time of run is a list of one', () => {
    const times = ['06:30', '5 18:30']
    const charts = [
      { ...chart, run_at: times },
      { ...chart, chart: 'two', run_at: '06:30' },
    ]
    expect(load({ charts }).config.charts.map(({ run_at }) => run_at)).toEqual([times, ['06:30']])
  })

  test('without a file everything has a default, and there are no charts', () => {
    const cwd = mkdtempSync(join(root, 'c-'))
    expect(loadConfig({ cwd, environment: {} })).toEqual({
      file: null,
      data_dir: join(cwd, 'hitparade-data'),
      raw: join(cwd, 'hitparade-data/raw'),
      curated: join(cwd, 'hitparade-data/curated'),
      charts: [],
      sources: {
        spotify: {
          ...{ url: null, authorize_url: null, token_url: null, acceptTerms: false },
          ...{ auth: null, extended_quota: false },
        },
        deezer: { url: null, acceptTerms: false },
        'apple-music': { url: null },
        listenbrainz: { url: null },
        simulator: { url: null, seed: null },
      },
      notify: { hooks: [] },
      retention_days: {},
      unsplit_artists: [],
      join: [],
      split: [],
      s3: { endpoint: null, region: null },
      warehouse: 'duckdb',
      snowflake: {
        environment: 'prod',
        ...{ account: null, url: null, user: null, role: null, warehouse: null, database: null },
        authenticator: 'oauth',
        private_key: null,
        alert_emails: [],
      },
      aws: {
        environment: 'prod',
        account: null,
        region: null,
        alarm_email: null,
        alarm_topic_arn: null,
        kms_key_arn: null,
        permissions_boundary_arn: null,
        bootstrap_qualifier: null,
        tags: {},
        log_retention_days: 30,
        dashboard: false,
        curated_expiry_days: null,
      },
      credentials: { spotify: { client_id: null }, snowflake: {} },
    })
  })

  test('flags override the environment, the environment the file, the file the defaults', () => {
    const file = { data_dir: 'of-file', s3: { endpoint: 'http://file:1', region: 'file-1' } }
    const environment = {
      HITPARADE_DATA_DIR: 'of-environment',
      AWS_ENDPOINT_URL: 'http://environment:1/',
      AWS_REGION: 'environment-1',
    }
    const flags = { data_dir: 'of-flags' }
    const folder = (loaded: ReturnType<typeof load>) => loaded.config.data_dir.slice(loaded.cwd.length + 1)
    expect(folder(load({}))).toBe('hitparade-data')
    expect(folder(load(file))).toBe('of-file')
    expect(folder(load(file, { environment }))).toBe('of-environment')
    expect(folder(load(file, { environment, flags }))).toBe('of-flags')
    expect(folder(load(file, { environment: { HITPARADE_DATA_DIR: '' } }))).toBe('of-file')
    expect(load(file).config.s3).toEqual({ endpoint: 'http://file:1', region: 'file-1' })
    expect(load(file, { environment }).config.s3).toEqual({
      endpoint: 'http://environment:1',
      region: 'environment-1',
    })
    const both = { ...environment, AWS_ENDPOINT_URL_S3: 'http://s3:1' }
    expect(load(file, { environment: both }).config.s3.endpoint).toBe('http://s3:1')
  })

  test('a flag or a variable names the file, and paths in it are relative to its folder', () => {
    const { cwd } = load({ data_dir: 'of-default' })
    mkdirSync(join(cwd, 'other'))
    writeFileSync(
      join(cwd, 'other/mine.jsonc'),
      '{ "data_dir": "data", "raw": "../raw", "curated": "s3://bucket/x/" }',
    )
    const expected = {
      file: join(cwd, 'other/mine.jsonc'),
      data_dir: join(cwd, 'other/data'),
      raw: join(cwd, 'raw'),
      curated: 's3://bucket/x',
    }
    expect(loadConfig({ cwd, environment: {}, flags: { config: 'other/mine.jsonc' } })).toMatchObject(
      expected,
    )
    expect(loadConfig({ cwd, environment: { HITPARADE_CONFIG: 'other/mine.jsonc' } })).toMatchObject(expected)
    writeFileSync(join(cwd, 'other/mine.jsonc'), '{}')
    const { data_dir } = loadConfig({ cwd, environment: {}, flags: { config: 'other/mine.jsonc' } })
    expect(data_dir).toBe(join(cwd, 'hitparade-data'))
  })

  test('fails if the named file does not exist or cannot be read', () => {
    expect(() => loadConfig({ cwd: root, environment: {}, flags: { config: 'none.jsonc' } })).toThrow(
      `${join(root, 'none.jsonc')}: expected a configuration file, but there is no such file`,
    )
    expect(() => loadConfig({ cwd: root, environment: {}, flags: { config: '.' } })).toThrow(
      /: could not be read: /,
    )
  })

  test('flags and variables are checked, too', () => {
    const cwd = mkdtempSync(join(root, 'c-'))
    const given =
      (environment: Record<string, string>, flags = {}) =>
      () =>
        loadConfig({ cwd, environment, flags })
    expect(given({ HITPARADE_DATA_DIR: 's3://bucket' })).toThrow(
      'HITPARADE_DATA_DIR: expected a folder, got "s3://bucket"',
    )
    expect(given({}, { data_dir: '' })).toThrow('--data-dir: expected a folder, got ""')
    const secret = 'hooks.example/T0/secret'
    const message = /^HITPARADE_NOTIFY_URL: expected an http or https URL without user name and password$/
    expect(given({ HITPARADE_NOTIFY_URL: secret })).toThrow(message)
    expect(given({ AWS_ENDPOINT_URL: 'http://me:hush@host' })).toThrow(
      'AWS_ENDPOINT_URL: expected an http or https URL without user name and password, got "http://…@host"',
    )
  })

  test('hitparade.example.jsonc loads', () => {
    const config = loadConfig({
      environment: {},
      flags: { config: resolve(import.meta.dirname, '../../hitparade.example.jsonc') },
    })
    expect(config.charts.map(({ chart, source, playlist }) => [chart, source, playlist])).toEqual([
      ['top-worldwide', 'deezer', '3155776842'],
      ['office-friday-50', 'spotify', id],
      ['regional-global-weekly', 'spotify-csv', ''],
      ['my-top-40', 'listens', ''],
    ])
    expect(config.charts[1]).toMatchObject({
      scope: 'market',
      market: 'de',
      cadence: 'weekly',
      weekdays: '5',
    })
    expect(config.join).toHaveLength(1)
  })
})

describe('a chart', () => {
  test('needs a slug, a source and a playlist, and has defaults for the rest', () => {
    expect(load({ charts: [chart] }).config.charts).toEqual([
      {
        ...chart,
        name: 'one',
        expected_size: null,
        scope: 'other',
        market: null,
        cadence: 'daily',
        weekdays: null,
        time_zone: 'UTC',
        lag_days: 0,
        run_at: ['12:00'],
      },
    ])
  })

  test('can have the slug of a chart of another source', () => {
    const charts = [chart, { ...chart, source: 'deezer', playlist: '42' }]
    expect(load({ charts }).config.charts).toHaveLength(2)
  })

  const slugs = 'a slug of a-z, 0-9 and single hyphens other than import, e.g. "top-50-global"'
  const forms =
    'an id of 22 letters and digits, https://open.spotify.com/playlist/<id> or spotify:playlist:<id>'
  const weekdays = 'ISO weekdays from 1 (Monday) to 7, ascending, e.g. "5" or "12345"'

  test.each<[Record<string, unknown>, string, string, unknown]>([
    [{}, 'chart', slugs, 'Top 50'],
    [{}, 'chart', slugs, 'import'],
    [
      {},
      'source',
      'one of simulator, spotify, deezer, apple-music, listenbrainz, spotify-csv, youtube, listens, import',
      'spotfy',
    ],
    [{}, 'playlist', `a playlist of spotify: ${forms}`, undefined],
    [{}, 'playlist', `a playlist of spotify: ${forms}`, 'https://www.deezer.com/en/playlist/42'],
    [
      { source: 'spotify-csv' },
      'playlist',
      'no playlist because spotify-csv charts only come from files',
      id,
    ],
    [{}, 'name', 'a non-empty text', ' '],
    [{}, 'expected_size', 'a whole number from 1 to 100000', 0],
    [{}, 'scope', 'one of global, market, other', 'country'],
    [{ scope: 'market' }, 'market', 'a country because the scope is market', undefined],
    [{ scope: 'market' }, 'market', 'an ISO 3166 country in lower case, e.g. "de"', 'DE'],
    [{}, 'market', 'no market because the scope is other', 'de'],
    [{}, 'cadence', 'one of daily, weekly', 'hourly'],
    [{ cadence: 'weekly' }, 'weekdays', 'one weekday because the cadence is weekly', undefined],
    [{ cadence: 'weekly' }, 'weekdays', 'one weekday because the cadence is weekly', '15'],
    ...each('weekdays', weekdays, ['', '0', '8', '51', '55', 'friday', 5]),
    ...each('time_zone', 'an IANA time zone, e.g. "Europe/Berlin"', [
      'Berlin',
      '+01:00',
      '',
      'Europe/Atlantis',
    ]),
    ...each('lag_days', 'a whole number from 0 to 30', [-1, 31, 1.5, '1', null]),
    ...each('run_at', 'HH:MM, or ISO weekdays and HH:MM, e.g. "06:30" (every day) or "5 12:00" (Fridays)', [
      '',
      '24:00',
      '6:30',
      '12:60',
      '51 12:00',
      ' 12:00',
      '8 12:00',
      'noon',
    ]),
    ...each(
      'run_at',
      'HH:MM, or ISO weekdays and HH:MM, e.g. "06:30" (every day) or "5 12:00" (Fridays), or a list of these',
      [12, []],
    ),
  ])('with %o and an invalid %s fails: expected %s, got %j', (fields, key, expected, got) => {
    const text = got === undefined ? 'nothing' : JSON.stringify(got)
    expect(chartErrors({ ...fields, [key]: got })).toEqual([`${key}: expected ${expected}, got ${text}`])
  })

  test.each([
    { weekdays: '1234567' },
    { cadence: 'weekly', weekdays: '5' },
    { source: 'import', playlist: undefined, cadence: 'weekly' },
    { scope: 'market', market: 'de' },
    { time_zone: 'Pacific/Kiritimati', lag_days: 30 },
  ])('with %o is valid', (fields) => {
    expect(load({ charts: [{ ...chart, ...fields }] }).config.charts).toMatchObject([{ chart: 'one' }])
  })
})

test('a misspelt source in retention_days is an error', () => {
  expect(loadErrors({ retention_days: { spotfy: 180 } })[0]).toContain(
    'retention_days.spotfy: unknown key; did you mean spotify?',
  )
})

describe('the section aws', () => {
  test('is returned unchanged, except that AWS_REGION overrides its region', () => {
    const aws = {
      environment: 'two-eu',
      account: '111111111111',
      region: 'eu-west-1',
      alarm_email: 'charts@example.com',
      kms_key_arn: 'arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000',
      permissions_boundary_arn: 'arn:aws:iam::111111111111:policy/a/boundary',
      bootstrap_qualifier: 'charts',
      tags: { 'cost-centre': 'music' },
      log_retention_days: 365,
      dashboard: true,
      curated_expiry_days: 15,
    }
    expect(load({ aws }).config.aws).toEqual({ ...aws, alarm_topic_arn: null })
    const { alarm_email: _, ...others } = aws
    const alarm_topic_arn = `arn:aws:sns:${aws.region}:111111111111:on-call`
    expect(load({ aws: { ...others, alarm_topic_arn } }).config.aws.alarm_topic_arn).toBe(alarm_topic_arn)
    // The stack adds no address to a topic of others, and CloudWatch notifies only topics of its region.
    expect(() => load({ aws: { ...aws, alarm_topic_arn } })).toThrow(/alarm_email: expected no address/)
    const elsewhere = 'arn:aws:sns:us-west-2:111111111111:on-call'
    expect(() => load({ aws: { ...others, alarm_topic_arn: elsewhere } })).toThrow(
      `expected a topic in ${aws.region}`,
    )
    const environment = { AWS_REGION: 'us-gov-west-1' }
    expect(load({ aws }, { environment }).config.aws.region).toBe('us-gov-west-1')
    expect(load({ s3: { region: 'eu-north-1' } }).config.aws.region).toBe('eu-north-1')
  })

  const environments =
    'a name of a-z, 0-9 and single hyphens, up to 14 characters, not ending in -failed, e.g. "prod"'
  test.each<[string, string, unknown]>([
    ...['Prod', '', '1', 'a_b', '-a', 'a-', 'a--b', 'prod-failed', 'a'.repeat(15)].map(
      (got): [string, string, unknown] => ['environment', environments, got],
    ),
    ['account', 'an account of 12 digits', 111_111_111_111],
    ['account', 'an account of 12 digits', '11111111111'],
    ['region', 'a region, e.g. "eu-central-1"', 'Frankfurt'],
    ['alarm_email', 'an e-mail address', 'charts'],
    ['kms_key_arn', 'arn:aws:kms:<region>:<account>:key/<id>', 'alias/charts'],
    ['permissions_boundary_arn', 'arn:aws:iam::<account>:policy/<name>', 'boundary'],
    [
      'bootstrap_qualifier',
      'the qualifier of your CDK bootstrap, up to 10 letters and digits',
      'charts-team',
    ],
    ['tags', 'an object of tags', ['music']],
    ['tags.cost', 'a tag value of up to 256 characters', 7],
    ['dashboard', 'true or false', 'yes'],
    ['curated_expiry_days', 'a whole number from 15 to 36500', 14],
  ])('with an invalid %s fails: expected %s, got %j', (key, expected, got) => {
    const [name = '', inner] = key.split('.')
    const aws = { [name]: inner === undefined ? got : { [inner]: got } }
    expect(loadErrors({ aws })).toEqual([expect.stringMatching(/^hitparade\.jsonc:1:\d+: /)])
    expect(loadErrors({ aws })[0]).toContain(`aws.${key}: expected ${expected}, got ${JSON.stringify(got)}`)
  })

  test('with an invalid log retention lists those that CloudWatch supports', () => {
    expect(loadErrors({ aws: { log_retention_days: 31 } })[0]).toContain(
      'aws.log_retention_days: expected a number of days that CloudWatch supports: 1, 3, 5, 7, 14, 30, ',
    )
  })

  test('rejects secrets and names the variables to set instead', () => {
    expect(loadErrors({ aws: { secret_access_key: 'x' } })[0]).toContain(
      'secrets are not allowed in this file',
    )
  })
})

describe('an invalid file', () => {
  test('fails with every mistake, each with line, column, key, the expected and the actual value', () => {
    const text = `{
  // comments and trailing commas are welcome
  "data_dir": "s3://bucket",
  "charts": [
    { "chart": "one", "source": "deezer", "playlist": "42", "lag_days": 99, },
    { "chart": "one", "source": "deezer", "playlist": "x", "timezone": "UTC" },
    7,
  ],
  "raw": "gs://bucket",
  "sources": { "spotify": { "acceptTerms": "yes", "url": "ftp://host" }, "tidal": {} },
  "join": [],
  "join": [{ "source": "spotify", "songs": ["a"] }, { "source": "spotify", "songs": ["b", "b"] }, { "source": "spotify", "songs": ["a", "b"] }],
  "split": [{ "source": "spotify", "songs": ["b", "a"] }],
}`
    expect(loadErrors(text)).toEqual([
      'hitparade.jsonc:3:3: data_dir: expected a folder, got "s3://bucket"',
      'hitparade.jsonc:5:61: charts[0].lag_days: expected a whole number from 0 to 30, got 99',
      'hitparade.jsonc:6:7: charts[1].chart: expected a unique slug among the charts of deezer, got "one"',
      'hitparade.jsonc:6:43: charts[1].playlist: expected a playlist of deezer: an id of digits or https://www.deezer.com/playlist/<id>, got "x"',
      'hitparade.jsonc:6:60: charts[1].timezone: unknown key; did you mean time_zone?',
      'hitparade.jsonc:7:5: charts[2]: expected an object, got 7',
      'hitparade.jsonc:9:3: raw: expected a folder or s3://<bucket>/<prefix>, got "gs://bucket"',
      'hitparade.jsonc:10:29: sources.spotify.acceptTerms: expected true or false, got "yes"',
      'hitparade.jsonc:10:51: sources.spotify.url: expected an http or https URL without user name and password, got "ftp://host"',
      'hitparade.jsonc:10:74: sources.tidal: unknown key; expected one of spotify, deezer, apple-music, listenbrainz, simulator',
      'hitparade.jsonc:12:3: join: duplicate key',
      'hitparade.jsonc:12:35: join[0].songs: expected two song ids, e.g. ["id1", "id2"], got ["a"]',
      'hitparade.jsonc:12:76: join[1].songs: expected two different songs, got ["b","b"]',
      'hitparade.jsonc:13:36: split[0].songs: expected a pair that is not also joined, got ["b","a"]',
    ])
  })

  test('refuses a split of two songs that a chain of joins connects, within one source', () => {
    const pair = (source: string, ...songs: string[]) => ({ source, songs })
    const join = [pair('deezer', '1', '2'), pair('deezer', '2', '3'), pair('spotify', '3', '4')]
    const split = [pair('deezer', '3', '1'), pair('deezer', '1', '4')]
    expect(loadErrors({ join, split })).toEqual([
      expect.stringMatching(
        /: split\[0\]\.songs: expected a pair that "join" does not connect \(3, 2, 1\), got \["3","1"\]$/,
      ),
    ])
  })

  test.each(['hooks.example/T0/secret', 'https://me:secret@hooks.example'])(
    'never shows the address of a webhook: %s',
    (url) => {
      const lines = loadErrors({ notify: [{ on: ['failure'], url }] })
      expect(lines).toEqual([expect.stringMatching(/notify\[0\]\.url: expected an http or https URL [^"]*$/)])
      expect(lines.join()).not.toContain('secret')
    },
  )

  test.each(['s3:/bucket', 's3:bucket', 'S3://bucket', 's3//:bucket/://'])(
    '%s is refused as a store',
    (raw) => {
      expect(loadErrors({ raw })).toEqual([
        expect.stringContaining('expected a folder or s3://<bucket>/<prefix>'),
      ])
    },
  )

  test('names a webhook for a chart that is not configured', () => {
    const chart = '{ "chart": "top-50", "source": "deezer", "playlist": "1" }'
    const hook = (name: string) => `{ "on": ["enters"], "url": "https://h.example", "chart": "${name}" }`
    const load = (...names: string[]) =>
      loadErrors(`{ "charts": [${chart}], "notify": [${names.map(hook).join(', ')}] }`)
    expect(load('top-5', 'nope', 'top-50', 'deezer/top-50')).toEqual([
      expect.stringMatching(
        /: notify\[0\]\.chart: expected the name of a chart under "charts" \(did you mean top-50\?\), got "top-5"$/,
      ),
      expect.stringMatching(/: notify\[1\]\.chart: .*\(there are: top-50\), got "nope"$/),
    ])
  })

  test('has the advice of a single mistake apart from the problem', () => {
    const one = getError('{ "chart": [] }')
    expect(one).toMatchObject({ advice: 'did you mean charts?', message: `${one.problem}; ${one.advice}` })
    expect(one.problem).toMatch(/hitparade\.jsonc:1:3: chart: unknown key$/)
    const two = getError('{ "chart": [], "joins": [] }')
    expect(two).toMatchObject({ advice: null })
    expect(two.problem).not.toMatch(/did you mean/)
    expect(two.message).toMatch(
      /chart: unknown key; did you mean charts\?\n.*joins: unknown key; did you mean join\?$/,
    )
  })

  test('has each mistake as fields', () => {
    try {
      load('{\n  "charts": [{ "chart": "one", "source": "deezer", "playlist": "42", "lag_days": 99 }]\n}')
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigFileError)
      expect((error as ConfigFileError).mistakes).toEqual([
        {
          line: 2,
          column: 70,
          key: 'charts[0].lag_days',
          problem: 'expected a whole number from 0 to 30, got 99',
          advice: null,
          expected: 'a whole number from 0 to 30',
          got: '99',
        },
      ])
    }
    expect.assertions(2)
  })

  test.each([
    ['', 'hitparade.jsonc:1:1: invalid JSON: value expected at the end of the file'],
    ['{\n  "charts": [\n}', 'hitparade.jsonc:3:1: invalid JSON: value expected at }'],
    ['{ "charts" "hush" }', 'hitparade.jsonc:1:12: invalid JSON: colon expected at a string'],
    ['{} {}', 'hitparade.jsonc:1:4: invalid JSON: end of file expected at {'],
    ['[]', 'hitparade.jsonc:1:1: the whole file: expected an object, got []'],
    ['{ "charts": {} }', 'hitparade.jsonc:1:3: charts: expected a list of charts, got {}'],
    [
      '{ "raw": "x", "curated": "./x/" }',
      expect.stringMatching(
        /^hitparade.jsonc:1:15: curated: expected different locations for raw and curated, got .*\/x for both$/,
      ),
    ],
  ])('%j fails', (text, line) => {
    expect(loadErrors(text)).toEqual([line])
  })

  test('may begin with a byte order mark and have Windows line ends', () => {
    expect(load('\uFEFF{ "data_dir": "x" }').config.data_dir).toMatch(/x$/)
    expect(loadErrors('\uFEFF{\r\n  "date_dir": "x"\r\n}')).toEqual([
      'hitparade.jsonc:2:3: date_dir: unknown key; did you mean data_dir?',
    ])
  })

  test('of any JSON loads or fails with a ConfigError', () => {
    const keys = fc.constantFrom(
      'charts',
      'sources',
      'join',
      'split',
      's3',
      'data_dir',
      'chart',
      'source',
      'songs',
      'market',
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie('value')),
        fc.dictionary(keys, tie('value')),
      ),
    }))
    fc.assert(
      fc.property(value, (content) => {
        try {
          load(content)
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError)
          for (const line of (error as ConfigError).message.split('\n'))
            expect(line).toMatch(/hitparade\.jsonc:\d+:\d+: .+: /)
        }
      }),
    )
  })
})

describe('secrets', () => {
  const environment = { SPOTIFY_CLIENT_ID: 'of-environment', SPOTIFY_CLIENT_SECRET: 'hush-hush' }
  const file = { sources: { spotify: { client_id: 'of-file' } } }

  test('come only from the environment', () => {
    expect(load(file).config.credentials.spotify).toMatchObject({ client_id: 'of-file', client_secret: null })
    expect(load(file, { environment }).config.credentials.spotify.client_id).toBe('of-environment')
    expect(load(file, { environment }).config.credentials.spotify.client_secret).toBe('hush-hush')
  })

  test('are never printed, and kept when a configuration is copied', () => {
    const copy = { ...load(file, { environment }).config, data_dir: '/elsewhere' }
    expect(JSON.stringify(copy) + inspect(copy, { depth: 9 })).not.toContain('hush')
    expect(copy.credentials.spotify.client_secret).toBe('hush-hush')
  })

  test('in the file fail, and are not repeated in the message', () => {
    const wrong = {
      sources: { spotify: { client_secret: 'hush-hush' } },
      s3: { secret_access_key: 'hush-hush' },
    }
    const advice = 'secrets are not allowed in this file; set an environment variable'
    const lines = loadErrors(wrong)
    expect(lines).toHaveLength(2)
    expect(lines[0]).toContain(`sources.spotify.client_secret: ${advice}, e.g. SPOTIFY_CLIENT_SECRET, `)
    expect(lines[1]).toContain(`s3.secret_access_key: ${advice}`)
    expect(lines.join()).not.toContain('hush')
    expect(loadErrors({ s3: { endpoint: 'http://me:hush@host' } }).join()).not.toContain('hush')
  })
})
