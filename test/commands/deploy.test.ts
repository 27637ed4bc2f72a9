import { type Case, describeCases, spotifyConfig, useFolder } from './support/cases.ts'

const folder = useFolder(async ({ write }) => {
  await write('empty.jsonc', {})
  await write('mine.jsonc', spotifyConfig)
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
    does: 'fails to store credentials of a source without any',
    line: 'credentials put deezer',
    code: 2,
    err: /expected a source that needs credentials, got deezer; use spotify/,
  },
  {
    does: 'fails to store credentials that the environment does not contain',
    line: 'credentials put spotify --config empty.jsonc',
    code: 2,
    err: /expected SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET in the environment/,
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
