import { WarehouseError } from '../domain/errors.ts'
import type { Description } from '../insights/describe-model.ts'
import { type Format, print, printNote } from '../terminal/print.ts'
import type { ResultRow, Warehouse } from '../warehouse/warehouse.ts'
import { formatValues, toFlag } from './insight-arguments.ts'
import { type EmptyCommand, examples, formatOption, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .argument('[name]')
    .addOption(formatOption())
    .addHelpText('after', examples('describe', 'describe chart_history', 'describe top_artists'))
    .action((name, { format }, command) =>
      name === undefined ? printAll(format) : describe(name, format, command.optsWithGlobals()),
    )
}

async function describe(name: string, format: Format | undefined, globals: GlobalOptions): Promise<void> {
  const { withWarehouse } = await import('./with-app.ts')
  await withWarehouse(globals, async ({ warehouse }) => {
    const descriptions = await describeWithTypes(warehouse, name)
    if (format === 'json') return printJson(descriptions)
    for (const description of descriptions) {
      printHead(description)
      const columns = ['name', 'type', 'unit', 'meaning']
      const rows = description.columns.map((column) => ({ ...column }))
      await print({ columns, rows }, { format, prose: ['meaning'] })
    }
  })
}

/** One description, or an array of several. */
async function printJson(descriptions: Description[]): Promise<void> {
  const [only] = descriptions
  const json = descriptions.length === 1 ? only : descriptions
  await print({ columns: [], rows: [] }, { format: 'json', json })
}

async function printAll(format: Format | undefined): Promise<void> {
  await print({ columns: ['name', 'grain'], rows: await listAll() }, { format, prose: ['grain'] })
}

async function listAll(): Promise<ResultRow[]> {
  const { tableNames, tables } = await import('../domain/tables/tables.ts')
  const { coreModels } = await import('../models/core-models.ts')
  const { biTables } = await import('../models/bi-tables.ts')
  const { listInsights } = await import('../insights/run-insight.ts')
  return [
    ...tableNames.map((table) => ({ name: `landing.${table}`, grain: tables[table].grain })),
    ...coreModels().map((model) => ({ name: `core.${model.name}`, grain: model.grain })),
    ...biTables().map((table) => ({ name: `bi.${table.name}`, grain: table.grain })),
    ...listInsights().map((insight) => ({ name: `insights.${insight.name}`, grain: insight.question })),
  ]
}

function printHead({ name, grain, question, parameters }: Description) {
  printNote(question === null ? `${name}: ${grain}` : `${name}: ${question} ${grain}`)
  for (const parameter of parameters) {
    printNote(`  ${toFlag(parameter.name)}  ${parameter.meaning} ${formatValues(parameter)}`)
  }
}

/** The types of the columns of core are known only to a warehouse; without one the rest is described. */
async function describeWithTypes(warehouse: Warehouse, name: string): Promise<Description[]> {
  const { describe } = await import('../insights/describe-model.ts')
  try {
    return await describe(warehouse, name)
  } catch (error) {
    if (!(error instanceof WarehouseError && error.code === 'Unavailable')) throw error
    const descriptions = await describe(null, name)
    printNote('there is no warehouse yet, so types and some columns are missing')
    return descriptions
  }
}
