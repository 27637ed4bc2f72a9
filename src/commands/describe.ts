import { WarehouseError } from '../domain/errors.ts'
import { tableNames, tables } from '../domain/tables/tables.ts'
import { type Description, describe as describeName } from '../insights/describe-model.ts'
import { listInsights } from '../insights/run-insight.ts'
import { biTables } from '../models/bi-tables.ts'
import { coreModels } from '../models/core-models.ts'
import { type Format, print, printNote } from '../terminal/print.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { GlobalOptions } from './options.ts'
import { withWarehouse } from './with-app.ts'

/** `hitparade describe [name]`: the columns of one table or insight, or the list of all. */
export async function describe(
  name: string | undefined,
  options: { format?: Format },
  globals: GlobalOptions,
): Promise<void> {
  if (name === undefined)
    return print({ columns: ['name', 'grain'], rows: everything() }, { ...options, prose: ['grain'] })
  await withWarehouse(globals, async ({ warehouse }) => {
    const description = await typedOrNot(warehouse, name)
    if (options.format !== 'json') sayHead(description)
    const columns = ['name', 'type', 'unit', 'meaning']
    await print(
      { columns, rows: description.columns.map((column) => ({ ...column })) },
      { ...options, json: description, prose: ['meaning'] },
    )
  })
}

function everything() {
  return [
    ...tableNames.map((table) => ({ name: `landing.${table}`, grain: tables[table].grain })),
    ...coreModels().map((model) => ({ name: `core.${model.name}`, grain: model.grain })),
    ...biTables().map((table) => ({ name: `bi.${table.name}`, grain: table.grain })),
    ...listInsights().map((insight) => ({ name: `insights.${insight.name}`, grain: insight.question })),
  ]
}

function sayHead({ name, grain, question, parameters }: Description) {
  printNote(question === null ? `${name}: ${grain}` : `${name}: ${question} ${grain}`)
  for (const { name: parameter, initial, meaning } of parameters) {
    printNote(`  --${parameter}${initial === null ? '' : ` (default: ${initial})`}  ${meaning}`)
  }
}

/** Types of core models are the warehouse's to tell; before there is one the rest is still worth reading. */
async function typedOrNot(warehouse: Warehouse, name: string): Promise<Description> {
  try {
    return await describeName(warehouse, name)
  } catch (error) {
    if (!(error instanceof WarehouseError && error.code === 'Unavailable')) throw error
    const description = await describeName(null, name)
    printNote('there is no warehouse yet, which knows the types and the rest of the columns')
    return description
  }
}
