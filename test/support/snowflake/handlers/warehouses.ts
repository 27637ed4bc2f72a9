import { done, type Statement } from '../statement.ts'
import { identifier, parseProperties } from '../text.ts'

export const warehouseStatements: Statement[] = [
  {
    pattern: /^create\s+(or\s+replace\s+|or\s+alter\s+)?warehouse\s+(if\s+not\s+exists\s+)?(\w+)([\s\S]*)$/i,
    handle({ match, session, catalogue, world }) {
      const [, or = '', ifNotExists, name = '', rest = ''] = match
      const warehouse = identifier(name)
      catalogue.demand(session.role, 'CREATE WAREHOUSE', 'account', world.account)
      const { object } = catalogue.create(
        { kind: 'warehouse', name: warehouse, owner: session.role, properties: parseProperties(rest) },
        { orReplace: /replace/i.test(or), ifNotExists: ifNotExists !== undefined || /alter/i.test(or) },
      )
      if (/alter/i.test(or)) object.properties = parseProperties(rest)
      return done(`Warehouse ${warehouse} successfully created.`)
    },
  },
]
