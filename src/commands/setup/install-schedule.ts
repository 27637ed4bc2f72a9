import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../config/config.ts'
import { processEnvironment, variable } from '../../config/environment.ts'
import { ConfigError, UsageError } from '../../domain/errors.ts'
import { readErrno } from '../../domain/system-failure.ts'
import {
  formatCrontabLine,
  formatLaunchdPlist,
  formatSystemdUnit,
  nameService,
  type Service,
} from '../../schedule/install/service-files.ts'
import { printNote } from '../../terminal/print.ts'
import type { GlobalOptions } from '../shared-options.ts'
import { loadCommandConfig } from '../with-app.ts'

/** Which charts the service runs; left out: all. */
interface Selection {
  source?: string | undefined
  chart?: string | undefined
}

/** Writes the file of a service, or prints the line for crontab, and says what starts it. */
export async function installSchedule(
  form: 'systemd' | 'launchd' | 'crontab',
  selection: Selection,
  globals: GlobalOptions,
): Promise<void> {
  const config = loadCommandConfig(globals)
  const { file } = config
  if (file === null) {
    throw new UsageError('--install: expected a configuration file', {
      advice: 'create one with `hitparade init`',
    })
  }
  const script = fileURLToPath(new URL('../../hitparade.cjs', import.meta.url))
  const service = {
    node: process.execPath,
    script,
    config: file,
    options: listOptions(config, selection, globals),
  }
  if (form === 'crontab') {
    process.stdout.write(formatCrontabLine(service))
    printNote('add this line with: crontab -e')
    return
  }
  const { path, text, next } = form === 'systemd' ? planSystemd(service) : planLaunchd(service)
  await writeNew(path, text)
  printNote(`wrote ${path}`)
  for (const line of next) printNote(`next: ${line}`)
}

/** What the service must be given again: its environment is not that of the command that installs it. */
function listOptions({ data_dir }: Config, { source, chart }: Selection, globals: GlobalOptions): string[] {
  const isMoved =
    globals.dataDir !== undefined || variable(processEnvironment, 'HITPARADE_DATA_DIR') !== undefined
  const options = {
    '--data-dir': isMoved ? data_dir : undefined,
    '--warehouse': globals.warehouse,
    '--source': source,
    '--chart': chart,
  }
  return Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [name, value]))
}

function planSystemd(service: Service) {
  const name = nameService(service)
  const configured = variable(processEnvironment, 'XDG_CONFIG_HOME') ?? join(homedir(), '.config')
  return {
    path: join(configured, 'systemd/user', `${name}.service`),
    text: formatSystemdUnit(service),
    next: [
      `put secrets such as SPOTIFY_CLIENT_SECRET=… into ${join(configured, `${name}.env`)}, if there are any`,
      `systemctl --user daemon-reload && systemctl --user enable --now ${name}`,
      'loginctl enable-linger, so that it also runs while you are not logged in',
      `journalctl --user -u ${name} shows its log`,
    ],
  }
}

function planLaunchd(service: Service) {
  const name = nameService(service)
  const library = join(homedir(), 'Library')
  const path = join(library, 'LaunchAgents', `${name}.plist`)
  const log = join(library, 'Logs', `${name}.log`)
  return {
    path,
    text: formatLaunchdPlist(service, log),
    next: [`launchctl bootstrap gui/$(id -u) '${path}'`, `its log is ${log}`],
  }
}

/** Writes a file, unless another one has its name. The same file is written already. */
async function writeNew(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  try {
    await writeFile(path, text, { flag: 'wx' })
  } catch (error) {
    if (readErrno(error) !== 'EEXIST') throw error
    if ((await readFile(path, 'utf8')) === text) return
    throw new ConfigError(`${path} already exists with other content, and nothing was written`, {
      advice: 'delete it to install again',
      details: { path },
    })
  }
}
