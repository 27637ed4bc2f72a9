import { readdirSync, readFileSync } from 'node:fs'
import { sha256 } from '../store/keys.ts'
import { landingDdl } from '../warehouse/ddl.ts'
import type { CoreModel, Keeping } from '../warehouse/warehouse.ts'

const folder = (name: string) => new URL(`./${name}/`, import.meta.url)

/** The `.sql` files of a folder of models, by name. */
export function sqlFiles(name: 'core' | 'insights' | 'checks'): Map<string, string> {
  const files = readdirSync(folder(name)).filter((file) => file.endsWith('.sql'))
  return new Map(
    files
      .sort()
      .map((file) => [file.slice(0, -'.sql'.length), readFileSync(new URL(file, folder(name)), 'utf8')]),
  )
}

/** The values of `-- word: value` lines in the comment on top of a `.sql` file, in order. */
export function headerOf(sql: string, word: string): string[] {
  const comment = /^(?:--.*\n)*/.exec(sql)?.[0] ?? ''
  return [...comment.matchAll(new RegExp(`^-- ${word}: (.*)$`, 'gm'))].map((match) => (match[1] ?? '').trim())
}

/** The core models, each after those that it reads. */
export function coreModels(): CoreModel[] {
  const files = sqlFiles('core')
  const ordered = new Map<string, CoreModel>()
  const visit = (name: string) => {
    const sql = files.get(name)
    if (sql === undefined || ordered.has(name)) return
    for (const [, other] of sql.matchAll(/\bcore\.(\w+)/g))
      if (other !== name && other !== undefined) visit(other)
    const kept = (headerOf(sql, 'kept')[0] ?? 'view') as Keeping
    ordered.set(name, { name, sql, kept, grain: headerOf(sql, 'grain')[0] ?? '' })
  }
  for (const name of files.keys()) visit(name)
  return [...ordered.values()]
}

/** Changes whenever the warehouse would keep other tables, or compute what it keeps otherwise. */
export function modelsFingerprint(models: CoreModel[]): string {
  return sha256(...landingDdl(), ...models.map(({ name, sql }) => `${name}\n${sql}\n`))
}
