import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { ZipFile } from 'yazl'
import type { Config } from '../../../config/config.ts'
import { sha256 } from '../../../domain/hash.ts'
import { canonicalJson } from '../../../sources/raw/raw-object.ts'
import { version } from '../../../version.ts'
import type { FunctionName } from '../aws-names.ts'
import { dropUnusedSchemas, omitEventStreams, requireBuiltins } from './esbuild-plugins.ts'

/** The part of the configuration that the extract function needs, in `config.json` next to its code. */
export type ExtractConfig = Pick<Config, 'charts' | 'sources'>

/** A file in a function's archive. */
export interface ArchiveFile {
  name: string
  bytes: Uint8Array
}

/** Writes both functions' archives to a folder. The same code and configuration give the same names and bytes. */
export async function writeArchives(
  folder: string,
  config: ExtractConfig,
): Promise<Record<FunctionName, string>> {
  await mkdir(folder, { recursive: true })
  const write = async (functionName: FunctionName) => {
    const bytes = await createZip(await buildArchiveFiles(functionName, config))
    const name = `${functionName}-${sha256(bytes).slice(0, 12)}.zip`
    await writeFile(join(folder, name), bytes)
    return name
  }
  const [extract, transform] = await Promise.all([write('extract'), write('transform')])
  return { extract, transform }
}

/** The files of a function's archive, in the same folders as in the package. */
export async function buildArchiveFiles(
  functionName: FunctionName,
  config: ExtractConfig,
): Promise<ArchiveFile[]> {
  const { charts, sources } = config
  const configFile = { name: 'dist/config.json', bytes: toJson({ charts, sources }) }
  return [
    { name: 'package.json', bytes: toJson({ name: 'hitparade', type: 'module', version }) },
    { name: 'dist/index.js', bytes: await bundle(functionName) },
    ...(functionName === 'extract' ? [configFile] : []),
  ]
}

/** A zip archive without a clock or an owner in it: the same files give the same bytes. */
export function createZip(files: ArchiveFile[]): Promise<Buffer> {
  const zip = new ZipFile()
  // The first instant that the format has. It stores local time, so the bytes do not depend on the time zone.
  const mtime = new Date(1980, 0, 1)
  const options = { mtime, mode: 0o100644, compressionLevel: 9, forceDosTimestamp: true }
  for (const { name, bytes } of files) zip.addBuffer(Buffer.from(bytes), name, options)
  zip.end()
  return buffer(zip.outputStream)
}

/** A function's code as one minified ES module. It contains every dependency but Node's built-in modules. */
async function bundle(functionName: FunctionName): Promise<Uint8Array> {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [findHandler(`${functionName}-handler.ts`)],
    alias: { '@aws-sdk/credential-provider-node': findHandler('role-credentials.ts') },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    plugins: [requireBuiltins, dropUnusedSchemas, omitEventStreams],
    // ES modules bundle smaller than CommonJS: esbuild drops what is unused.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    // The bundle loads Node's built-in modules with `require`, which an ES module must create.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'silent',
  })
  const [file] = outputFiles
  if (file === undefined) throw new TypeError(`esbuild returned no file for the ${functionName} function`)
  return file.contents
}

/** Path of a handler's source, even if the running code is compiled. */
function findHandler(name: string): string {
  return fileURLToPath(new URL(`../../../../src/cloud/aws/handlers/${name}`, import.meta.url))
}

function toJson(value: unknown): Uint8Array {
  return Buffer.from(canonicalJson(value))
}
