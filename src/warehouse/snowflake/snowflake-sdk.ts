import { presetForLibraries } from '../../config/environment.ts'
import { loadOptionalPackage } from '../../optional-packages.ts'

export type Sdk = typeof import('snowflake-sdk')

let loading: Promise<Sdk> | null = null

/** The Snowflake driver, loaded at its first use because it is large and optional. Throws code `Unavailable` if it is not installed. */
export function loadSdk(): Promise<Sdk> {
  loading ??= load()
  return loading
}

async function load(): Promise<Sdk> {
  // Else the driver queries the metadata services of three clouds, and sends telemetry about how you wrote the account.
  presetForLibraries({
    SNOWFLAKE_DISABLE_PLATFORM_DETECTION: 'true',
    SF_TELEMETRY_DISABLE_CONNECTION_SHAPE: 'true',
  })
  const sdk = (await loadOptionalPackage('snowflake-sdk', () => import('snowflake-sdk')))
    .default as unknown as Sdk
  // Else the driver writes snowflake.log into the working directory, and logs to stdout.
  const silent = () => {}
  const customLogger = { error: silent, warn: silent, info: silent, debug: silent, trace: silent }
  // The driver's own parser may evaluate the value as code.
  sdk.configure({ logLevel: 'OFF', customLogger, jsonColumnVariantParser: parseJsonOrText })
  return sdk
}

function parseJsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
