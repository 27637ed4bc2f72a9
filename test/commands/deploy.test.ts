import { type Case, describeCases, spotifyConfig, useFolder } from './support/cases.ts'

const folder = useFolder(async ({ write }) => {
  await write('empty.jsonc', {})
  await write('mine.jsonc', spotifyConfig)
  await write('whole.jsonc', {
    raw: 's3://somewhere/raw',
    warehouse: 'snowflake',
    aws: { environment: 'dev', account: '111111111111', region: 'cn-north-1' },
    snowflake: { account: 'myorg-charts', user: 'ada', authenticator: 'key_pair', private_key: 'none.p8' },
  })
})

const cases: Case[] = [
  {
    does: 'skips Snowflake without a configured account, and fails without charts',
    line: 'deploy',
    code: 2,
    err: /snowflake is not configured and is skipped[\s\S]*got none/,
  },
  { does: 'fails for an unknown target', line: 'deploy --target mars', code: 2, err: /Allowed choices are/ },
  {
    does: 'fails without charts',
    line: 'deploy --target aws --config empty.jsonc',
    code: 2,
    err: /expected a chart to deploy, got none; add one under "charts"/,
  },
  {
    does: 'fails without an AWS region',
    line: 'deploy --target aws --config mine.jsonc',
    code: 1,
    err: /^error: no AWS region is set; set AWS_REGION, or/,
  },
  {
    does: 'fails to write a template into a folder',
    line: 'deploy --target aws --template . --config mine.jsonc',
    code: 2,
    err: /--template: expected a file to write, got the folder /,
  },
  {
    does: 'fails for two previews at once',
    line: 'deploy --target aws --plan --template x.json',
    code: 2,
    err: /--plan and --template cannot be combined; pass only one of them/,
  },
  {
    does: 'fails for a preview that the target does not have',
    line: 'deploy --target aws --sql',
    code: 2,
    err: /--sql is not available for --target aws; it is for --target snowflake/,
  },
  {
    does: 'prints the SQL without any configuration, and lists the keys to set',
    line: 'deploy --sql',
    code: 0,
    out: /^-- For the Snowflake account <snowflake account> [\s\S]*\nuse role accountadmin;[\s\S]* to user <snowflake user>;[\s\S]*'arn:aws:iam::<aws account>:role\/hitparade-prod-snowflake-<aws region>'[\s\S]*external_id = '<external id>'[\s\S]*\('s3:\/\/hitparade-prod-curated-<aws account>-<aws region>-an\/'\)/,
    err: /^aws\.account is not set, and the SQL contains <aws account>; set it in hitparade\.jsonc\n.*aws\.region .*\n.*snowflake\.account .*\n.*snowflake\.user .*\n$/,
  },
  {
    does: 'prints the SQL of a configuration without a stack, a key or credentials',
    line: 'deploy --target snowflake --sql --config whole.jsonc',
    code: 0,
    out: /^-- For the Snowflake account myorg-charts and the AWS account 111111111111, cn-north-1\.\n[\s\S]* hitparade_dev_deploy to user ada;[\s\S]*'arn:aws-cn:iam::111111111111:role\/hitparade-dev-snowflake-cn-north-1'[\s\S]*external_id = 'hitparade_dev_[0-9a-f]{16}'[\s\S]*\('s3:\/\/hitparade-dev-curated-111111111111-cn-north-1-an\/'\)/,
    err: /^$/,
  },
  {
    does: 'fails to store credentials of a source without any',
    line: 'credentials put deezer',
    code: 2,
    err: /expected a source that needs credentials, got deezer; use spotify/,
  },
  {
    does: 'fails to store credentials that the environment does not contain',
    line: 'credentials put spotify --config empty.jsonc',
    code: 2,
    err: /expected a user who has signed in, or SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET in the environment/,
  },
  {
    does: 'fails to pull without an address',
    line: 'pull',
    code: 2,
    err: /expected s3:\/\/bucket.*--target aws, got nothing;/,
  },
  {
    does: 'fails to pull from an address without a bucket',
    line: 'pull s3://',
    code: 2,
    err: /expected s3:\/\/bucket.*, got s3:\/\/;/,
  },
  {
    does: 'fails to pull from two places at once',
    line: 'pull s3://bucket --target aws',
    code: 2,
    err: /got s3:\/\/bucket and --target aws;/,
  },
]

describeCases('deploy, credentials and pull', folder, cases)
