import type { Format } from '../../terminal/print.ts'

export const targets = ['aws', 'snowflake'] as const
export type Target = (typeof targets)[number]
export interface DeployOptions {
  /** Left out: both, Snowflake where the configuration names an account. */
  target?: Target
  /** Shows what would change, and changes nothing. */
  plan?: boolean
  /** File that a template is written to which deploys without CDK. */
  template?: string
  /** Prints everything that Snowflake is to hold as SQL, and changes nothing. */
  sql?: boolean
  /** No flag: Snowflake comes next, and stdout is for what it has to say. */
  isFollowed?: boolean
  format?: Format
}
export interface DestroyOptions {
  target?: Target
  /** Asks nothing. */
  yes?: boolean
  /** Deletes what is stored as well. */
  withData?: boolean
}
