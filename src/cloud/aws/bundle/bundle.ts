import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'
import type { Config } from '../../../config/config.ts'
import { sha256 } from '../../../domain/hash.ts'
import { canonicalJson } from '../../../sources/raw/raw-object.ts'
import { version } from '../../../version.ts'
import { writeZip, type ZipEntry } from './zip.ts'

export const functionNames = ['extract', 'transform'] as const
type Stage = (typeof functionNames)[number]

/** What the extract function has to know of the configuration; it lies beside its code as `config.json`. */
export type ExtractConfig = Pick<Config, 'charts' | 'sources'>

/** The code of a function as one minified file of ES modules, with everything in it but Node's own. */
export async function bundle(stage: Stage): Promise<Uint8Array> {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [source(`${stage}-handler.ts`)],
    alias: { '@aws-sdk/credential-provider-node': source('role-credentials.ts') },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    plugins: [requiredBuiltins, namedSchemas, noEventStreams],
    // The modules' own entries are smaller than those for CommonJS: what is not used falls away.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    // All that is bundled asks for Node's own modules this way.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'silent',
  })
  const [file] = outputFiles
  if (file === undefined) throw new TypeError(`esbuild made nothing of the ${stage} function`)
  return file.contents
}

/**
 * Node's own modules by `require`. To import one is to read whatever it exports, also what Node makes only when it is
 * asked for: the streams of the process, web crypto, web sockets.
 */
const requiredBuiltins: Plugin = {
  name: 'required-builtins',
  setup({ onResolve, onLoad }) {
    const namespace = 'builtin'
    onResolve({ filter: /^[a-z\d:/_]+$/ }, ({ path, namespace: asking }) => {
      if (!isBuiltin(path)) return undefined
      return asking === namespace ? { path, external: true } : { path, namespace }
    })
    onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }))
  },
}

/**
 * The SDK's descriptions of its operations with their keys by name. It writes each as a constant, `[_hH]: _xarp`, and since
 * such a key could be anything, esbuild keeps the descriptions of all operations: an eighth of the code.
 */
const namedSchemas: Plugin = {
  name: 'named-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]schemas[/\\]schemas_\d+\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const names = new Map(
        [...text.matchAll(/^const (\w+) = (".*");$/gm)].map(([, name, value]) => [name, value]),
      )
      return {
        contents: text.replaceAll(/\[(\w+)\]:/g, (key, name) =>
          names.has(name) ? `${names.get(name)}:` : key,
        ),
      }
    })
  },
}

/**
 * Event streams stay out of the bundle: no operation of ours answers with one. The SDK would load them on demand, and
 * esbuild does not leave out what a part that is loaded on demand might use.
 */
const noEventStreams: Plugin = {
  name: 'no-event-streams',
  setup({ onResolve }) {
    onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}

/** The source of a handler: the running code may be compiled. */
function source(name: string): string {
  return fileURLToPath(new URL(`../../../../src/cloud/aws/handlers/${name}`, import.meta.url))
}

/** Writes both functions' archives into a folder; the same code and configuration give the same names and bytes. */
export async function writeArchives(folder: string, config: ExtractConfig): Promise<Record<Stage, string>> {
  await mkdir(folder, { recursive: true })
  const write = async (stage: Stage) => {
    const bytes = writeZip(await buildArchiveFiles(stage, config))
    const name = `${stage}-${sha256(bytes).slice(0, 12)}.zip`
    await writeFile(join(folder, name), bytes)
    return name
  }
  const [extract, transform] = await Promise.all([write('extract'), write('transform')])
  return { extract, transform }
}

/** The files of a function's archive, laid out as the package is. */
export async function buildArchiveFiles(stage: Stage, config: ExtractConfig): Promise<ZipEntry[]> {
  const { charts, sources } = config
  const settings = { name: 'dist/config.json', bytes: json({ charts, sources }) }
  return [
    { name: 'package.json', bytes: json({ name: 'hitparade', type: 'module', version }) },
    { name: 'dist/index.js', bytes: await bundle(stage) },
    ...(stage === 'extract' ? [settings] : []),
  ]
}

function json(value: unknown): Uint8Array {
  return Buffer.from(canonicalJson(value))
}
