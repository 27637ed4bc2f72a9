import { join } from 'node:path'
import { type Config, type ConfigSources, loadConfig } from './config.ts'

/**
 * The configuration of the demo. Everything is in a folder of its own, whatever is configured, so that no command takes
 * its charts for real ones. Only a file that `flags` name is read.
 */
export function loadDemoConfig({ flags = {}, ...sources }: Omit<ConfigSources, 'ignoresFile'>): Config {
  const { data_dir = 'hitparade-demo', config } = flags
  const loaded = loadConfig({
    ...sources,
    flags: { data_dir, config, warehouse: 'duckdb' },
    ignoresFile: true,
  })
  const folder = loaded.data_dir
  return { ...loaded, raw: join(folder, 'raw'), curated: join(folder, 'curated'), charts: [] }
}
