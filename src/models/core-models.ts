import { sha256 } from '../domain/hash.ts'
import { landingDdl } from '../domain/tables/ddl.ts'
import type { CoreModel, Keeping } from '../warehouse/warehouse.ts'
import { checkModels } from './list-checks.ts'
import { nameModels } from './list-names.ts'
import { readHeaderLines, sqlFiles } from './model-files.ts'

/** The SQL of every core model by name: the files in `core/`, and the models made of other files or of lists of names. */
export function coreFiles(): Map<string, string> {
  const files = sqlFiles('core')
  return new Map([
    ...files,
    ['unpublished_components', repeatComponents(files)],
    ...checkModels(),
    ...nameModels(),
  ])
}

/** `song_components` for the links without published evidence, so that its rounds are written once. */
function repeatComponents(files: ReadonlyMap<string, string>): string {
  return (files.get('song_components') ?? '').replaceAll('core.song_links', 'core.unpublished_links')
}

/** The core models, each after the models that it reads. */
export function coreModels(): CoreModel[] {
  const files = coreFiles()
  const ordered = new Map<string, CoreModel>()
  const visit = (name: string) => {
    const sql = files.get(name)
    if (sql === undefined || ordered.has(name)) return
    for (const [, other] of sql.matchAll(/\bcore\.(\w+)/g))
      if (other !== name && other !== undefined) visit(other)
    ordered.set(name, parseCoreModel(name, sql))
  }
  for (const name of files.keys()) visit(name)
  return [...ordered.values()]
}

function parseCoreModel(name: string, sql: string): CoreModel {
  const first = (word: string) => readHeaderLines(sql, word)[0]
  const kept = (first('level') === 'error' ? 'check' : (first('materialized') ?? 'view')) as Keeping
  return {
    name,
    sql,
    kept,
    grain: first('grain') ?? '',
    rule: first('rule') ?? null,
    repair: first('repair') ?? null,
  }
}

/** Increase this number if loads give different results with the same models, or store other tables in `meta`. */
export const loadsModel = '3'

/** Changes whenever the tables of a warehouse, or the way it computes them, change. */
export function modelsFingerprint(models: Pick<CoreModel, 'name' | 'sql'>[]): string {
  return sha256(loadsModel, ...landingDdl(), ...models.map(({ name, sql }) => `${name}\n${sql}\n`))
}
