import type { ServerResponse } from 'node:http'

export interface Reply {
  status?: number
  headers?: Record<string, string>
  /** Text and bytes go as they are, anything else as JSON. */
  body?: unknown
  /** Closes the connection in the middle of the body. */
  cut?: boolean
}

/** Sends an answer as it is, with a date that it may replace. */
export function sendReply(
  response: ServerResponse,
  { status = 200, headers = {}, body = '', cut = false }: Reply,
) {
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const date = { date: 'Sat, 21 Nov 2026 06:00:12 GMT' }
  response.writeHead(status, { ...date, 'content-length': bytes.length, ...headers })
  if (!cut) return response.end(bytes)
  response.write(bytes.subarray(0, bytes.length / 2))
  setImmediate(() => response.destroy())
}
