import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { resourceNames } from '../../src/cloud/aws/aws-names.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import { snowflakeNames } from '../../src/warehouse/snowflake/snowflake-names.ts'
import { openSnowflake } from '../../src/warehouse/snowflake/snowflake-session.ts'
import { account, type Cloud, region, startCloud } from '../support/aws/cloud.ts'
import { describePeers } from '../support/peers.ts'
import { refreshDynamicTables } from '../support/snowflake/handlers/models.ts'
import { type SnowflakeServer, startSnowflake } from '../support/snowflake/server.ts'
import type { Session } from '../support/snowflake/sessions.ts'
import { splitStatements } from '../support/snowflake/text.ts'
import { listLeft, readReport, startWalk } from './support.ts'

const environment = 'try-pond'
const names = snowflakeNames(environment)
const { curatedBucket } = resourceNames(environment, { account, region })
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string

describePeers('a first run on Snowflake', ['ministack'], () => {
  let folder = ''
  let cloud: Cloud
  let s3: S3Client
  let server: SnowflakeServer
  const bucket = memoryStore()
  const walk = () =>
    startWalk('snowflake', ['--yes', '--config', 'login.jsonc', '--environment', environment], {
      cwd: folder,
      environment: { ...cloud.environment, CDK_VALIDATION: 'false' },
    })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hitparade-walk-'))
    await mkdir(join(folder, 'tmp'))
    cloud = await startCloud()
    s3 = new S3Client(cloud.options)
    await createPipeQueue()
    server = await startSnowflake({ buckets: { [`s3://${curatedBucket}`]: bucket } })
    server.addUser({ name: 'root', roles: ['accountadmin'], publicKey: keys.publicKey })
    server.addUser({ name: 'ada', roles: ['sysadmin'], publicKey: keys.publicKey })
    await writeFile(join(folder, 'key.p8'), privateKey)
    const login = { account: 'testorg-parade', url: server.url, user: 'ada', role: 'somebody_else' }
    const snowflake = { ...login, authenticator: 'key_pair', private_key: 'key.p8' }
    await writeFile(join(folder, 'login.jsonc'), JSON.stringify({ snowflake }))
  }, 60_000)
  afterAll(async () => {
    s3?.destroy()
    await server?.close()
    await cloud?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('waits for an administrator, continues with the same names, and deletes everything', async () => {
    const first = await walk().ended
    expect(first.code, first.text).toBe(3)
    expect(first.text).toContain(`npm run try:snowflake -- --environment ${environment} --config login.jsonc`)
    expect(first.text).toMatch(/^ {2}\.\/hitparade destroy --target aws --with-data --yes --config \S+$/m)
    await runAsAdministrator(await readFile(join(folder, `hitparade-${environment}-00-admin.sql`), 'utf8'))

    const second = walk()
    await whileNotified(second.prints(/delete the database/))
    const { code, text } = await second.ended
    expect(code, text).toBe(0)
    const report = await readReport(folder, 'snowflake')
    expect(report).toMatch(
      /^\| wait until a notification has loaded \| [\d.]+ \| ok \| \d+ files in 10 pipes \|$/m,
    )
    expect(report).toMatch(/^\| wait until the dynamic tables .* \| ok \| 100 positions \|$/m)
    expect(report).toMatch(/^\| check that nothing is left in AWS \| [\d.]+ \| ok \|/m)
    for (const secret of ['testorg', 'ada', 'key.p8', server.url, account, curatedBucket])
      expect(report).not.toMatch(new RegExp(`\\b${secret}\\b`, 'i'))
    expect(server.world.catalogue.list('database')).toEqual([])
    // What the walk that waited has kept for its commands.
    expect(await listLeft(folder)).toHaveLength(1)

    await runAsAdministrator(await readFile(join(folder, `hitparade-${environment}-99-undo.sql`), 'utf8'))
    for (const kind of ['integration', 'warehouse', 'role'])
      expect(server.world.catalogue.list(kind), kind).toEqual([])
  }, 900_000)

  /** The queue of the pipes, in Snowflake's own account: S3 checks that it may send to it. */
  async function createPipeQueue() {
    const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' }
    const sqs = new SQSClient({ ...cloud.options, credentials })
    const QueueName = 'sf-snowpipe-TESTORG-PARADE-LANDING'
    const admitS3 = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 's3.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: `arn:aws:sqs:${region}:000000000000:${QueueName}`,
        },
      ],
    }
    await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { Policy: JSON.stringify(admitS3) } }))
    sqs.destroy()
  }

  async function runAsAdministrator(sql: string) {
    const root = await openSnowflake({
      account: 'testorg-parade',
      url: server.url,
      user: 'root',
      role: 'accountadmin',
      warehouse: names.warehouse,
      database: names.database,
      authenticator: 'key_pair',
      private_key: null,
      secrets: { private_key: privateKey, passphrase: null },
      region: null,
    })
    for (const statement of splitStatements(sql)) await root.execute(statement)
    await root.close()
  }

  /** Until then, copies new objects of the bucket, notifies the pipes and refreshes the dynamic tables. */
  async function whileNotified(ended: Promise<unknown>) {
    let isOver = false
    const over = ended.finally(() => {
      isOver = true
    })
    const known = new Set<string>()
    while (!isOver) {
      for (const key of await listNew(known)) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: curatedBucket, Key: key }))
        await bucket.put(key, (await Body?.transformToByteArray()) ?? new Uint8Array())
        known.add(key)
        await server.deliver(`s3://${curatedBucket}/${key}`)
      }
      await refresh()
      await Promise.race([over, new Promise((next) => setTimeout(next, 500))])
    }
    await over
  }

  async function listNew(known: ReadonlySet<string>): Promise<string[]> {
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: curatedBucket })).catch(() => null)
    return (listed?.Contents ?? []).map(({ Key = '' }) => Key).filter((key) => !known.has(key))
  }

  async function refresh() {
    if (server.world.catalogue.list('dynamic table').length === 0) return
    const connection = await server.world.connect()
    const session = { connection, database: names.database.toUpperCase() } as Session
    await connection.run(`use ${names.database}.core`)
    await refreshDynamicTables({
      catalogue: server.world.catalogue,
      run: (sql) => server.world.run(session, sql),
    })
    connection.closeSync()
  }
})
