import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../src/storage/open-store.ts'

test('an address opens the driver that it names', async () => {
  expect((await openStore('charts/raw')).address).toBe(resolve('charts/raw'))
  expect((await openStore('memory:')).address).toBe('memory:')
  expect((await openStore('s3://charts/raw/', { endpoint: null, region: null })).address).toBe(
    's3://charts/raw',
  )
  expect((await openStore('s3://charts', { region: 'eu-central-1' })).address).toBe('s3://charts')
})

test('each memory store is a new one', async () => {
  const [one, other] = [await openStore('memory:'), await openStore('memory:')]
  await one.put('a', Buffer.from('x'))
  await expect(other.get('a')).rejects.toMatchObject({ code: 'Missing' })
})

test.each([
  's3://',
  's3:///raw',
  's3://UPPER/raw',
  's3://a',
  's3://charts//raw',
  's3://charts/a/../b',
  `s3://charts/${'x'.repeat(124)}`,
])('%s is rejected', async (address) => {
  await expect(openStore(address)).rejects.toMatchObject({ name: 'StoreError', code: 'Store' })
})
