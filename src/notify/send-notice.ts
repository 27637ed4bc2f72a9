import { createHmac } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { getMessage } from '../domain/errors.ts'
import { readErrno } from '../domain/system-failure.ts'
import type { Notice } from './notice.ts'

/** Tries of a notice, and milliseconds of each. */
const TRIES = 3
const PATIENCE = 10_000

export interface SendOptions {
  /** Signs the body, if there is one. */
  secret: string | null
  sleep?(milliseconds: number): Promise<unknown>
}

/** Posts a notice; up to three tries. Returns why all of them failed, without the address, which may be a secret. */
export async function sendNotice(url: string, notice: Notice, { secret, sleep = setTimeout }: SendOptions) {
  const body = JSON.stringify(notice)
  const signature =
    secret === null
      ? {}
      : { 'X-Hitparade-Signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }
  let problem: string | null = null
  for (let failures = 0; failures < TRIES; failures += 1) {
    if (failures > 0) await sleep(1_000 * 2 ** (failures - 1))
    problem = await post(url, { body, headers: { 'content-type': 'application/json', ...signature } })
    if (problem === null) return null
  }
  return problem
}

async function post(url: string, request: { body: string; headers: Record<string, string> }) {
  try {
    const { status } = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
      ...request,
    })
    return status < 300 ? null : `status ${status}`
  } catch (error) {
    const { cause = error } = error as { cause?: unknown }
    return readErrno(cause) ?? getMessage(cause).replaceAll(url, '…')
  }
}
