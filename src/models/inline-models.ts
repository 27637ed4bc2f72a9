/**
 * The same query with every `schema.name` replaced by the query of that name, in brackets. Queries may name others of
 * the schema. Comments at the top of a query are left out.
 */
export function inlineModels(sql: string, schema: string, queries: ReadonlyMap<string, string>): string {
  const reference = new RegExp(`^(?!\\s*--)(.*)\\b${schema}\\.(\\w+)`, 'gm')
  const inline = (text: string): string =>
    text.replace(reference, (whole, before: string, name: string) => {
      const inner = queries.get(name)?.replace(/^(?:--.*\n)+/, '')
      return inner === undefined ? whole : `${before}(\n${inline(inner)}\n)`
    })
  return inline(sql)
}
