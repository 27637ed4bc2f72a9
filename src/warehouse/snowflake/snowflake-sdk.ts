import { presetForLibraries } from '../../config/environment.ts'
import { getMessage, WarehouseError } from '../../domain/errors.ts'

export type Sdk = typeof import('snowflake-sdk')

let loading: Promise<Sdk> | null = null

/**
 * The Snowflake driver, loaded at its first use: it is large, and optional. Throws code `Unavailable` where it is not
 * installed.
 */
export function loadSdk(): Promise<Sdk> {
  loading ??= load()
  return loading
}

async function load(): Promise<Sdk> {
  // The driver asks the metadata addresses of three clouds who it is, and tells Snowflake how its account was written.
  presetForLibraries({
    SNOWFLAKE_DISABLE_PLATFORM_DETECTION: 'true',
    SF_TELEMETRY_DISABLE_CONNECTION_SHAPE: 'true',
  })
  const sdk = await imported()
  // It would write snowflake.log into the working directory, and to stdout.
  const silent = () => {}
  const customLogger = { error: silent, warn: silent, info: silent, debug: silent, trace: silent }
  // Its own parser falls back to running the value as code.
  sdk.configure({ logLevel: 'OFF', customLogger, jsonColumnVariantParser: jsonOrText })
  return sdk
}

async function imported(): Promise<Sdk> {
  try {
    return (await import('snowflake-sdk')).default as unknown as Sdk
  } catch (error) {
    throw new WarehouseError(
      'Unavailable',
      'asking Snowflake needs the package snowflake-sdk, which is not installed',
      {
        advice: `install it beside hitparade with \`npm install snowflake-sdk@3.3.0\` (${getMessage(error)})`,
        cause: error,
      },
    )
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
