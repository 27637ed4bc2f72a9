import { roleCredentials } from '../../../config/lambda-config.ts'

/**
 * Stands in the bundles for the AWS SDK's search for credentials (profiles, sign-in, metadata of a machine): Lambda gives
 * its function's role in the environment. A seventh of the code, and of the time to load it, is saved.
 */
export function defaultProvider() {
  return async () => roleCredentials()
}
