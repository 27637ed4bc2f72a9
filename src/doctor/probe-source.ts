import { getMessage } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import type { ChartSource } from '../sources/source.ts'

/** Milliseconds until a source counts as unreachable. */
const PATIENCE = 10_000

/** Milliseconds by which the clock of this machine may differ from that of a source. */
const TOLERANCE = 5 * 60_000

/** Requests the address of a source, if it has one: any answer shows that it can be reached. */
export async function probeSource({ name, address = null }: ChartSource, now: () => string) {
  if (address === null) return { findings: [], fine: 'runs in this process' }
  const { host } = new URL(address)
  try {
    const { status, headers } = await fetch(address, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    })
    if (status >= 500) return { findings: [serverFinding(name, host, status)], fine: '' }
    return { findings: clockFinding(name, headers.get('date'), now()), fine: `${host} can be reached` }
  } catch (error) {
    const reason = getMessage((error as { cause?: unknown }).cause ?? error)
    const finding = `${name} cannot be reached at ${host}: ${reason}`
    return {
      findings: [{ finding, next: 'check the network, a proxy and the address of the source' }],
      fine: '',
    }
  }
}

function serverFinding(name: string, host: string, status: number): Finding {
  return {
    finding: `${name} returned status ${status} at ${host}`,
    next: 'the server has a problem: try again later',
  }
}

function clockFinding(name: string, date: string | null, now: string): Finding[] {
  const seconds = Math.round((Date.parse(now) - Date.parse(date ?? '')) / 1_000)
  if (Number.isNaN(seconds) || Math.abs(seconds) * 1_000 <= TOLERANCE) return []
  const distance = `${Math.abs(seconds)} s ${seconds > 0 ? 'fast' : 'slow'}`
  const finding = `by the clock of ${name}, the clock of this machine is ${distance}`
  return [{ finding, next: 'correct the clock of this machine: it determines the chart dates' }]
}
