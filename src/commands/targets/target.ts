import type { Check } from '../../domain/finding.ts'
import type { Format } from '../../terminal/print.ts'
import type { GlobalOptions } from '../shared-options.ts'

/** A place where the pipeline runs: this machine, AWS or Snowflake. Each method loads its own code. */
export interface Target {
  name: 'here' | 'aws' | 'snowflake'
  /** Prints the state of the target. */
  status(options: StatusOptions, globals: GlobalOptions): Promise<void>
  /** Checks everything, and says what needs repair. Only this machine verifies. */
  doctor(globals: GlobalOptions, options?: DoctorOptions): Promise<Check[]>
  /** The IAM policy that `status`, `doctor` and `pull` need. */
  policy?(globals: GlobalOptions): Promise<object>
  deployment?: Deployment
}

export interface StatusOptions {
  format?: Format | undefined
  /** Throws if a configured chart is not up to date. */
  failIfStale?: true | undefined
}

export interface DoctorOptions {
  /** Transforms the raw objects again and compares the bytes; reports the progress in lines. */
  verify?: { show(line: string): void } | undefined
}

/** How a target that something is deployed to is deployed and destroyed. */
export interface Deployment {
  previews: readonly Preview[]
  /** Whether `deploy` and `destroy` include the target if none is named. */
  isConfigured(globals: GlobalOptions): Promise<boolean>
  /** Runs before any target is deployed, if several are. */
  prepare?(globals: GlobalOptions): Promise<Deployed>
  deploy(options: DeployOptions, globals: GlobalOptions): Promise<Deployed>
  destroy(options: DestroyOptions, globals: GlobalOptions): Promise<void>
}

/** What `deploy` can do without deploying anything. */
export type Preview = 'plan' | 'template' | 'sql'

/** `adminRequired`: an administrator has to run the printed SQL, and then `deploy` again. */
export type Deployed = 'done' | 'adminRequired'

export interface DeployOptions {
  /** Shows what would change. */
  plan?: true | undefined
  /** Shows the differences of CDK too. */
  verbose?: true | undefined
  /** Bootstraps CDK without a question. */
  yes?: true | undefined
  /** The file to which a template is written that deploys without CDK. */
  template?: string | undefined
  /** Prints everything that Snowflake is to contain as SQL. */
  sql?: true | undefined
  /** Another target is deployed next: stdout is reserved for its output. */
  isFollowed?: boolean | undefined
  format?: Format | undefined
}

export interface DestroyOptions {
  /** Skips the confirmation. */
  yes?: true | undefined
  /** Deletes the stored charts as well. */
  withData?: true | undefined
}
