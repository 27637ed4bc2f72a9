import { spawn } from 'node:child_process'
import { hasDesktop, isAttended } from '../config/environment.ts'

/** Opens the address where there is a desktop. A failure does not matter: the address is printed. */
export function openBrowser(url: string) {
  if (!isAttended() || !hasDesktop()) return
  const programs: Record<string, [string, string[]]> = {
    darwin: ['open', [url]],
    win32: ['cmd', ['/c', 'start', '', url]],
  }
  const [program, args] = programs[process.platform] ?? ['xdg-open', [url]]
  const child = spawn(program, args, { stdio: 'ignore', detached: true })
  child.once('error', () => {})
  child.unref()
}
