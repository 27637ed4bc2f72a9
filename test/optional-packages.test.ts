import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { HitparadeError } from '../src/domain/errors.ts'
import { loadOptionalPackage } from '../src/optional-packages.ts'

const manifest: {
  peerDependencies: Record<string, string>
  peerDependenciesMeta: Record<string, { optional: boolean }>
  devDependencies: Record<string, string>
  dependencies: Record<string, string>
} = JSON.parse(readFileSync('package.json', 'utf8'))

function loadMissing(name: string): Promise<unknown> {
  return loadOptionalPackage(name, () => Promise.reject(new Error('not there')))
}

test('an installed package is loaded as it is', async () => {
  expect(await loadOptionalPackage('some-package', async () => ({ default: 1 }))).toEqual({ default: 1 })
})

test('a missing package of Snowflake fails with the command that installs it', async () => {
  const version = manifest.devDependencies['snowflake-sdk']
  await expect(loadMissing('snowflake-sdk')).rejects.toMatchObject({
    code: 'Unavailable',
    message: expect.stringMatching(/^cannot load the package snowflake-sdk: not there; install it /),
    advice: expect.stringContaining(`\`npm install snowflake-sdk@${version}\``),
    details: { package: 'snowflake-sdk' },
  })
})

test('a missing AWS client fails with one command that installs all of them', async () => {
  const error = await loadMissing('@aws-sdk/client-sts').catch((thrown: unknown) => thrown)
  const names = [
    ...String((error as HitparadeError).advice).matchAll(/@aws-sdk\/client-([a-z]+)@\d+\.\d+\.\d+/g),
  ].map(([, name]) => name)
  expect(names).toEqual(['cloudformation', 'cloudwatch', 'scheduler', 'sns', 'sqs', 'ssm', 'sts'])
})

test('every optional package is one that the tests run with, and none is installed by default', () => {
  for (const [name, range] of Object.entries(manifest.peerDependencies)) {
    expect([name, range]).toEqual([name, `^${manifest.devDependencies[name]}`])
    expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true })
    expect(manifest.dependencies).not.toHaveProperty([name])
  }
})

test('an optional package is loaded in one place, and imported directly only by Lambda functions, which bundle it', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  const direct = files.filter((file) => {
    if (file.startsWith('cloud/aws/handlers/') || file === 'cloud/aws/load-clients.ts') return false
    const text = readFileSync(`src/${file}`, 'utf8').replaceAll(/^import type [^']*'[^']*'/gm, '')
    const imported = [...text.matchAll(/(?:from|import\() ?'([^'.][^']*)'/g)].map(([, name = '']) => name)
    return imported.some((name) => name in manifest.peerDependencies)
  })
  // It configures the driver as well.
  expect(direct).toEqual(['warehouse/snowflake/snowflake-sdk.ts'])
})
