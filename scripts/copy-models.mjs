// Copies the SQL files next to the compiled code, which reads them at run time.
import { chmod, cp } from 'node:fs/promises'

for (const folder of ['models', 'cloud/snowflake/objects/sql'])
  await cp(`src/${folder}`, `dist/${folder}`, { recursive: true, filter: (path) => !path.endsWith('.ts') })
await chmod('dist/cli.js', 0o755)
