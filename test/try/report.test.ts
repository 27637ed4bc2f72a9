import { homedir, hostname, userInfo } from 'node:os'
import { expect, test } from 'vitest'
import { listSecrets, listTexts, redact } from '../../scripts/try/redact.mjs'

const environment = {
  AWS_PROFILE: 'charts-of-pond',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMIKKEYbPxRfiCYEXAMPLE',
  SNOWFLAKE_ACCOUNT: 'pondorg-charts',
  SNOWFLAKE_USER: 'Ada.Ohm',
  SPOTIFY_CLIENT_SECRET: 'shhhh',
  INIT_CWD: '/srv/Ada Ohm/charts',
}
const config = {
  snowflake: { account: 'lakeorg-music', user: 'ida' },
  aws: { permissions_boundary_arn: 'boundary-of-lake', tags: { team: 'lakeside' }, region: 'eu-central-1' },
}

/** A message with each kind of secret, and the secret. */
const secrets: [kind: string, secret: string, text: string][] = [
  ['an account of AWS', '123456789012', 'account 123456789012, eu-central-1'],
  ['an account with hyphens', '1234-5678-9012', 'account 1234-5678-9012'],
  ['an ARN', 'Bob', 'User: arn:aws:iam::123456789012:user/Bob is not authorized'],
  ['an assumed role', 'Pond', 'arn:aws:sts::123456789012:assumed-role/Admin/Pond@example.com denied'],
  [
    'the name of a bucket',
    'hitparade-try-a1b2c3-raw',
    'no hitparade-try-a1b2c3-raw-123456789012-eu-central-1-an',
  ],
  ['the address of a bucket', 'my-charts', 's3://my-charts/prefix/a.parquet is missing'],
  ['an access key', 'AKIAIOSFODNN7EXAMPLE', 'key AKIAIOSFODNN7EXAMPLE is inactive'],
  ['a secret key', 'je7MtGbClwBF', 'got je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY'],
  [
    'a secret key of the environment',
    'wJalrXUtnFEMIKKEYbPxRfiCYEXAMPLE',
    'wJalrXUtnFEMIKKEYbPxRfiCYEXAMPLE!',
  ],
  ['a profile', 'charts-of-pond', 'profile "charts-of-pond" not found'],
  ['a session token', 'IQoJb3JpZ2lu', 'token=IQoJb3JpZ2luX2VjEJr//////////wEaDGV1LWNlbnRyYWwtMSJH'],
  ['an account of Snowflake', 'pondorg-charts', 'Incorrect account PONDORG-CHARTS was given'.toLowerCase()],
  ['its host', 'pondorg', 'https://pondorg-charts.snowflakecomputing.com:443/session/v1/login-request'],
  ['its host in another region', 'xy12345', 'xy12345.eu-central-1.aws.snowflakecomputing.com refused'],
  ['its locator', 'XY12345', 'account locator XY12345'],
  ['a user of the environment', 'Ada.Ohm', 'grant role hitparade_deploy to user Ada.Ohm'],
  ['the same user in upper case', 'ADA.OHM', 'User "ADA.OHM" is disabled'],
  ['a user of the configuration', 'ida', 'grant role r to user ida'],
  ['an account of the configuration', 'lakeorg-music', 'lakeorg-music.snowflakecomputing.com'],
  ['a tag', 'lakeside', 'tag lakeside is not allowed'],
  ['a boundary', 'boundary-of-lake', 'boundary-of-lake is missing'],
  ['a JWT', 'eyJhbGciOi', 'token eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJQT05EIn0.c2lnbmF0dXJl'],
  ['a private key', 'MIIEvQIBADAN', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----'],
  ['a private key that is cut', 'MIIEvQIBADAN', 'got -----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN'],
  ['a client id', '0123456789abcdef0123456789abcdef', 'client 0123456789abcdef0123456789abcdef'],
  ['a client secret', 'shhhh', 'secret=shhhh'],
  ['a refresh token', 'AQDmT9w1', 'AQDmT9w1-_xKq0vJ3hZ2LrP8yN5c is revoked'],
  ['a playlist', '3cEYpjA9oz9GiPac4AsH4n', 'https://open.spotify.com/playlist/3cEYpjA9oz9GiPac4AsH4n'],
  ['the id of a playlist', '3cEYpjA9oz9GiPac4AsH4n', 'playlist 3cEYpjA9oz9GiPac4AsH4n: 404'],
  ['a URI', '3cEYpjA9oz9GiPac4AsH4n', 'spotify:playlist:3cEYpjA9oz9GiPac4AsH4n'],
  ['an e-mail address', 'bo@', 'alarms are sent to bo@pond.example'],
  ['this machine', hostname(), `connect ${hostname()} failed`],
  ['this user', userInfo().username, `user ${userInfo().username} may not write`],
  ['the home folder', homedir(), `open ${homedir()}/key.p8 failed`],
  ['a host', 'db.pond.example', 'getaddrinfo ENOTFOUND db.pond.example'],
  ['a host of two names', 'pond.internal', 'getaddrinfo ENOTFOUND pond.internal'],
  ['an address', '10.1.2.3', 'connect ECONNREFUSED 10.1.2.3:443'],
  ['an IPv6 address', '2001:db8', 'connect ECONNREFUSED 2001:db8:0:1::7'],
  ['a proxy with a password', 'hunter2', 'proxy http://ada:hunter2@proxy:8080 refused'],
  ['a path', '/opt/pond', 'open /opt/pond/key.p8 failed'],
  ['a path with blanks', 'Ada Ohm', 'open /srv/Ada Ohm/charts/key.p8 failed'],
  ['a path in quotes', 'pond', "open '/home/pond/key.p8' failed"],
  ['a path of Windows', 'pond', 'open C:\\Users\\pond\\key.p8 failed'],
  ['the id of a request', '0a1b2c3d-1111', 'RequestId: 0a1b2c3d-1111-2222-3333-444455556666'],
]

test.each(secrets)('a report does not contain %s', (_kind, secret, text) => {
  const shown = redact(text, [...listSecrets(environment), ...listTexts(config)])
  expect(shown.toLowerCase()).not.toContain(secret.toLowerCase())
})

test('a report keeps what explains a failure', () => {
  const kept = [
    '| hitparade | 0.1.0 |',
    '| Node | v20.19.1 |',
    '| system | Linux 6.8 x64 |',
    '| deploy to AWS; takes minutes | 93.4 | ok | 12 outputs |',
    'hitparade deploy --target aws --yes ended with exit code 1',
    'error: the stack was not deployed: Extract (AWS::Lambda::Function): Runtime nodejs24.x is not supported',
    'error: Snowflake rejected the query (002003): Object does not exist; SQLSTATE 42S02',
    'newest issue 2026-11-21, at 06:30:00, in eu-central-1',
    'create or alter dynamic table core.chart_history',
  ].join('\n')
  const known = listSecrets(environment).filter(([, shown]) => !['<user>', '<host>'].includes(shown))
  expect(redact(kept, [...known, ...listTexts(config)])).toBe(kept)
})
