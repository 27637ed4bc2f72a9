import { loadConfig } from '../../../config/config.ts'
import { synthesise } from './cdk-app.ts'

// What `cdk` itself runs, for who wants it directly; `hitparade deploy` does the same in its own process.
await synthesise(loadConfig(), {})
