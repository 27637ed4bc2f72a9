import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { documented, statementRules } from '../../support/snowflake/documented.ts'
import { readBy } from '../../support/snowflake/grammar.ts'
import { allObjects, allStatements } from '../../support/snowflake/objects.ts'

const python = resolve('.peers/bin/python')

/** Of these sqlglot 30.22.0 knows nothing but the first word: the grammar alone holds them. */
const grammarAlone = [
  'create_role',
  'grant_role',
  'create_user',
  'create_resource_monitor',
  'alter_integration',
  'create_pipe',
  'grant',
  'drop',
  'create_notification_integration',
  'alter_notification_integration',
  'create_alert',
  'resume_alert',
]

interface Reading {
  kind: 'parsed' | 'opaque' | 'refused'
  detail: string
}

function readAll(statements: string[]): Reading[] {
  const script = resolve('test/support/snowflake/parse_statements.py')
  return JSON.parse(execFileSync(python, [script], { input: JSON.stringify(statements), encoding: 'utf8' }))
}

describe('sqlglot, which reads Snowflake’s SQL', () => {
  let statements: { file: string; statement: string }[]

  beforeAll(async () => {
    if (!existsSync(python)) throw new Error('sqlglot is missing: run npm run peers (needs Python 3)')
    statements = await allStatements()
  })

  it('parses every statement, but for kinds that it does not know at all', () => {
    const readings = readAll(statements.map(({ statement }) => statement))
    const surprising = statements.flatMap(({ file, statement }, index) => {
      const { kind, detail } = readings[index] ?? { kind: 'refused', detail: 'nothing' }
      const rule = statementRules.find((one) => readBy(documented, one, statement) !== null) ?? 'none'
      if (kind === 'parsed' || (kind === 'opaque' && grammarAlone.includes(rule))) return []
      return [`${file}: ${kind} (${detail}): ${statement.slice(0, 200)}`]
    })
    expect(surprising).toEqual([])
  })

  it('parses the copy inside of each pipe', async () => {
    const { pipes } = await allObjects
    expect(readAll(pipes.map(({ copy }) => copy)).map(({ kind, detail }) => `${kind} ${detail}`)).toEqual(
      pipes.map(() => 'parsed Copy'),
    )
  })

  it('parses the condition of the alert, and refuses it with a word misspelt', async () => {
    const { alert } = await allObjects
    const [, condition = ''] = /\nif \(exists \(\n([\s\S]*)\n\)\)\nthen call /.exec(alert?.create ?? '') ?? []
    const misspelt = condition.replace('where coalesce', 'were coalesce')
    expect(readAll([condition, misspelt]).map(({ kind }) => kind)).toEqual(['parsed', 'refused'])
  })

  it('refuses or does not know a model with a word misspelt', async () => {
    const { models } = await allObjects
    const misspelt = models.map(({ create }) =>
      create.replace(/\bas\n(--[^\n]*\n)*(with|select)\b/, 'as\n$2ed'),
    )
    expect(readAll(misspelt).filter(({ kind }) => kind === 'parsed')).toEqual([])
  })
})
