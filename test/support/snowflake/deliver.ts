import { copyInto, parseCopy } from './copy.ts'
import type { Session } from './sessions.ts'
import { createContext } from './statement.ts'
import { nameParts } from './text.ts'
import type { LoadedFile, World } from './world.ts'

/**
 * Handles the notification of one object: every pipe whose stage and path contain the object loads it, as
 * the pipe's owner and with SKIP_FILE. A path that the pipe has tried before is passed over, whatever came of it.
 */
export async function deliver(world: World, address: string): Promise<LoadedFile[]> {
  const loaded: LoadedFile[] = []
  for (const pipe of world.catalogue.list('pipe')) {
    const isKnown = world.loadedFiles.some((each) => each.pipe === pipe.name && each.file === address)
    if (isKnown || pipe.state.paused === true) continue
    const copy = parseCopy(pipe.properties.definition ?? '')
    await asOwner(world, pipe.name, pipe.owner, async (session) => {
      const context = createContext({ sql: '', binds: [], session, world }, /^/.exec('') as RegExpExecArray)
      const stage = world.catalogue.get('stage', context.qualified(copy.stage))
      const start = `${stage.properties.url}${copy.path}`
      if (!address.startsWith(start)) return
      const files = [address.slice(start.length)]
      loaded.push(...(await copyInto(context, { ...copy, files, pipe: pipe.name, onError: 'SKIP_FILE' })))
    })
  }
  return loaded
}

/** A session without a login, in the schema of an object and with its owner's role. */
export async function asOwner(
  world: World,
  name: string,
  role: string,
  work: (session: Session) => Promise<void>,
) {
  const [database = '', schema = ''] = nameParts(name)
  const connection = await world.connect()
  const user = {
    name: 'SYSTEM',
    roles: new Set<string>(),
    defaultRole: null,
    publicKey: null,
    accessKeyId: null,
    disabled: false,
  }
  const where = { role, warehouse: null, database, schema }
  try {
    await connection.run(`use "${database.toLowerCase()}"."${schema.toLowerCase()}"`)
    await work({
      id: 0,
      user,
      ...where,
      token: '',
      masterToken: '',
      isExpired: false,
      connection,
      settings: {},
      last: Promise.resolve(),
    })
  } finally {
    connection.closeSync()
  }
}
