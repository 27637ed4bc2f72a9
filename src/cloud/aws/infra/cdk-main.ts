import { loadConfig } from '../../../config/config.ts'
import { synthesise } from './cdk-app.ts'

// The app of cdk.json, for using `cdk` directly. `hitparade deploy` does the same in its own process.
await synthesise(loadConfig(), {})
