import { basename, dirname } from 'node:path'
import { slug } from '../../domain/text/slug.ts'

/** What a service runs. */
export interface Service {
  /** Absolute paths of Node and of the command line of hitparade. */
  node: string
  script: string
  /** Absolute path of the configuration. */
  config: string
  /** More options, e.g. `['--chart', 'top-100']`. */
  options: string[]
}

/** The name of the service of a configuration: each folder can have its own. */
export function nameService({ config }: Pick<Service, 'config'>): string {
  const folder = slug(basename(dirname(config)))
  return folder === 'hitparade' ? folder : `hitparade-${folder}`
}

function listArguments({ node, script, config, options }: Service, form: string[] = []): string[] {
  return [node, script, 'schedule', ...form, '--config', config, ...options]
}

/**
 * A unit of systemd for the services of a user. Secrets are in a file of variables beside the unit, which may be missing.
 */
export function formatSystemdUnit(service: Service): string {
  const command = listArguments(service)
  return `[Unit]
Description=hitparade schedule of ${escapeSystemd(service.config)}

[Service]
ExecStart=${command.map(quoteSystemd).join(' ')}
WorkingDirectory=${escapeSystemd(dirname(service.config))}
EnvironmentFile=-%E/${nameService(service)}.env
Restart=on-failure
RestartSec=60
# A mistake in the configuration needs a person.
RestartPreventExitStatus=2
TimeoutStopSec=300

[Install]
WantedBy=default.target
`
}

/** A property list of launchd for the agents of a user. */
export function formatLaunchdPlist(service: Service, log: string): string {
  const { config } = service
  const list = listArguments(service).map((argument) => `    <string>${escapeXml(argument)}</string>`)
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${nameService(service)}</string>
  <key>ProgramArguments</key>
  <array>
${list.join('\n')}
  </array>
  <key>WorkingDirectory</key>
  <string>${escapeXml(dirname(config))}</string>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>60</integer>
  <key>ExitTimeOut</key>
  <integer>300</integer>
  <key>StandardErrorPath</key>
  <string>${escapeXml(log)}</string>
</dict>
</plist>
`
}

/** A line of a crontab: every 10 minutes, what is due or failed before. Cron reads % as the end of the command. */
export function formatCrontabLine(service: Service): string {
  const command = listArguments(service, ['--once']).map(quoteShell).join(' ')
  return `*/10 * * * * ${command.replaceAll('%', '\\%')}\n`
}

const quoteShell = (text: string) =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

const escapeSystemd = (text: string) => text.replaceAll('%', '%%')

/** systemd expands % and $, and reads backslashes and quotes. */
function quoteSystemd(text: string): string {
  const escaped = escapeSystemd(text).replaceAll('$', '$$$$')
  return /[\s"'\\;]/.test(escaped) ? `"${escaped.replace(/["\\]/g, '\\$&')}"` : escaped
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
