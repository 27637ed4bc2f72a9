import { alertStatements } from './alert.ts'
import type { SnowflakeObjects } from './snowflake-objects.ts'

export interface SqlFile {
  name: string
  text: string
}

const UNDO = '99-undo.sql'

/** Everything as numbered SQL files, to read or to run by hand in order. */
export function createSqlFiles(objects: SnowflakeObjects): SqlFile[] {
  const { names, database, schemas, fileFormat, stage, alert } = objects
  const { deploy, loader } = names.roles
  const as = (role: string) => [
    `use role ${role}`,
    `use warehouse ${names.warehouse}`,
    `use database ${names.database}`,
  ]
  const creates = (created: { create: string }[]) => created.map(({ create }) => create)
  const statements = (grants: { statement: string }[]) => grants.map(({ statement }) => statement)
  const modelsIn = (schema: string) => creates(objects.models.filter((model) => model.schema === schema))
  return [
    { name: '00-admin.sql', text: objects.admin },
    file('10-database.sql', 'The database, its schemas, and how it reads the curated files.', [
      `use role ${deploy}`,
      database.create,
      `use database ${names.database}`,
      ...creates([...schemas, fileFormat, stage]),
    ]),
    file('20-landing.sql', 'The landing tables, and the grants that the loader needs.', [
      ...as(deploy),
      ...creates(objects.tables),
      ...statements(objects.loaderGrants),
    ]),
    file('30-pipes.sql', 'One pipe per landing table. The loader creates and owns the pipes.', [
      ...as(loader),
      ...creates(objects.pipes),
      ...statements(objects.pipeGrants),
    ]),
    file('40-core.sql', 'Which snapshots count, what is one recording, and the history of every chart.', [
      ...as(deploy),
      ...modelsIn('core'),
    ]),
    file('45-bi.sql', 'Seven tables for BI tools, and a flat one that joins them.', [
      ...as(deploy),
      ...modelsIn('bi'),
    ]),
    file('50-insights.sql', 'One view per question.', [...as(deploy), ...modelsIn('insights')]),
    file('60-grants.sql', 'The grants of readers and monitors.', [
      ...as(deploy),
      ...statements(objects.readerGrants),
    ]),
    ...(alert === null
      ? []
      : [
          file('70-alert.sql', 'The alert about loading, which sends an e-mail once a day.', [
            ...as(deploy),
            ...alertStatements(alert),
          ]),
        ]),
    { name: UNDO, text: objects.undo },
  ]
}

function file(name: string, about: string, statements: string[]): SqlFile {
  return { name, text: `-- ${about}\n${statements.map((one) => `${one};\n`).join('\n')}` }
}

/** The files as one text that can be run whole: `99-undo.sql` is commented out. */
export function printFiles(files: SqlFile[]): string {
  const formatSqlFile = ({ name, text }: SqlFile) =>
    name === UNDO ? text.replace(/^(?!--|$)/gm, '-- ') : text
  return files.map((file) => `-- ==== ${file.name} ====\n${formatSqlFile(file)}`).join('\n')
}
