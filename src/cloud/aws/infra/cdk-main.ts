import { loadConfig } from '../../../config/config.ts'
import { processEnvironment, variable } from '../../../config/environment.ts'
import { getCallerAccount } from '../aws-account.ts'
import { findBuckets } from '../find-buckets.ts'
import { synthesise } from './cdk-app.ts'

// The app of cdk.json, for using `cdk` directly. `hitparade deploy` does the same in its own process.
const config = loadConfig()
// CDK sets it if there are credentials. Without them it cannot deploy, and the names of the buckets may be those of a new
// stack.
const hasCredentials = variable(processEnvironment, 'CDK_DEFAULT_ACCOUNT') !== undefined
const buckets = hasCredentials ? await findBuckets(config, await getCallerAccount(config.aws)) : undefined
await synthesise(config, { buckets })
