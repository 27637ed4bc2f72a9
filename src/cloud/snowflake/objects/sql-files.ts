import type { SnowflakeObjects } from './snowflake-objects.ts'

export interface SqlFile {
  name: string
  text: string
}

const UNDO = '99-undo.sql'

/** Everything as numbered SQL files that a person can read, and run by hand from the first to the last. */
export function createSqlFiles(objects: SnowflakeObjects): SqlFile[] {
  const { names } = objects
  const { deploy, loader } = names.roles
  const as = (role: string) => [
    `use role ${role}`,
    `use warehouse ${names.warehouse}`,
    `use database ${names.database}`,
  ]
  const statements = (grants: { statement: string }[]) => grants.map(({ statement }) => statement)
  return [
    { name: '00-admin.sql', text: objects.admin },
    file(
      '10-database.sql',
      'The database, how curated files are read, and where they lie.',
      objects.database,
    ),
    file('20-landing.sql', 'The landing tables, and what the loader may do with them.', [
      ...as(deploy),
      ...objects.tables.map(({ create }) => create),
      ...statements(objects.loaderGrants),
    ]),
    file('30-pipes.sql', 'One pipe a landing table, made as the loader, who owns them.', [
      ...as(loader),
      ...objects.pipes.map(({ create }) => create),
      ...statements(objects.pipeGrants),
    ]),
    file('40-core.sql', 'What counts, what is one recording, and the history of every chart.', [
      ...as(deploy),
      ...objects.models.filter(({ name }) => name.startsWith('core.')).map(({ create }) => create),
    ]),
    file('45-bi.sql', 'Seven tables for BI tools, and a flat one of all.', [
      ...as(deploy),
      ...objects.models.filter(({ name }) => name.startsWith('bi.')).map(({ create }) => create),
    ]),
    file('50-insights.sql', 'One view a question.', [
      ...as(deploy),
      ...objects.models.filter(({ name }) => name.startsWith('insights.')).map(({ create }) => create),
    ]),
    file('60-grants.sql', 'Who may read what.', [...as(deploy), ...statements(objects.readerGrants)]),
    { name: UNDO, text: objects.undo },
  ]
}

function file(name: string, about: string, statements: string[]): SqlFile {
  return { name, text: `-- ${about}\n${statements.map((one) => `${one};\n`).join('\n')}` }
}

/** The files as one text. What takes all back stands there as a comment: whoever runs the whole text wants it made. */
export function printFiles(files: SqlFile[]): string {
  const formatSqlFile = ({ name, text }: SqlFile) =>
    name === UNDO ? text.replace(/^(?!--|$)/gm, '-- ') : text
  return files.map((file) => `-- ==== ${file.name} ====\n${formatSqlFile(file)}`).join('\n')
}
