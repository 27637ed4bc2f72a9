import { readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import type { Plugin } from 'esbuild'

/**
 * Loads Node's built-in modules with `require`, which shortens a cold start. `import` reads every export of a module,
 * and some of them Node creates only on first use: the streams of the process, web crypto, web sockets.
 */
export const requireBuiltins: Plugin = {
  name: 'require-builtins',
  setup({ onResolve, onLoad }) {
    const namespace = 'builtin'
    onResolve({ filter: /^[a-z\d:/_]+$/ }, ({ path, namespace: importer }) => {
      if (!isBuiltin(path)) return undefined
      return importer === namespace ? { path, external: true } : { path, namespace }
    })
    onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }))
  },
}

/**
 * Removes the schemas and error classes of AWS operations that a function does not use: 130 kB of extract, 60 kB of
 * transform. The SDK writes the keys of a schema as constants, `[_hH]: _xarp`. A computed key may run code, so esbuild
 * keeps every such schema; this plugin writes the literal names instead. The SDK also registers a class for each error of
 * a service. For an error without a class it throws the service's base class with the same name and status, which are all
 * that hitparade reads.
 */
export const dropUnusedSchemas: Plugin = {
  name: 'drop-unused-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]schemas[/\\]schemas_\d+\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const constants = [...text.matchAll(/^const (\w+) = (".*");$/gm)]
      const names = new Map(constants.map(([, name, value]) => [name, value]))
      return {
        contents: text
          .replaceAll(/\[(\w+)\]:/g, (key, name) => (names.has(name) ? `${names.get(name)}:` : key))
          .replaceAll(/^n0_registry\.registerError\(.*\);$/gm, ''),
      }
    })
  },
}

/**
 * Leaves out the SDK's event streams: no operation that hitparade calls returns one. The SDK imports them dynamically,
 * and esbuild keeps all of a module that is imported dynamically.
 */
export const omitEventStreams: Plugin = {
  name: 'omit-event-streams',
  setup({ onResolve }) {
    onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}
