import { coreModels } from '../../../src/models/core-models.ts'

const scopes = coreModels().filter(({ kept }) => kept === 'scope')

/** The names of the tables of what a load recomputes. */
export const scopeNames = scopes.map(({ name }) => name)

/** The same text over everything: a warehouse that is published has nothing left to recompute. */
export function overEverything(sql: string): string {
  return scopes.reduce(
    (text, scope) => text.replaceAll(`core.${scope.name}`, () => `(\n${overEverything(scope.sql)})`),
    sql,
  )
}
