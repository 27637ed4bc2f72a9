// The SQL files are read at run time, so the build copies them next to the compiled code.
import { chmod, cp, readdir, rm } from 'node:fs/promises'

for (const folder of ['models', 'cloud/snowflake/objects/sql']) {
  // A file that was moved must not stay at its old path.
  for (const entry of await readdir(`src/${folder}`, { withFileTypes: true }))
    if (entry.isDirectory()) await rm(`dist/${folder}/${entry.name}`, { recursive: true, force: true })
  await cp(`src/${folder}`, `dist/${folder}`, { recursive: true, filter: (path) => !path.endsWith('.ts') })
}
await chmod('dist/cli.js', 0o755)
