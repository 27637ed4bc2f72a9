import { readRoleCredentials } from '../../../config/lambda-config.ts'

/**
 * Replaces the AWS SDK's search for credentials (profiles, sign-in, instance metadata) in the bundles, because Lambda sets
 * those of the function's role in the environment. It saves a fifth of the code, and time at a cold start.
 */
export function defaultProvider() {
  return async () => readRoleCredentials()
}
