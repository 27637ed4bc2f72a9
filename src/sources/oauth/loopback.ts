import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getMessage, HitparadeError } from '../../domain/errors.ts'
import { escapeHtml } from '../../domain/text/escape-html.ts'

/** What the browser shows after a redirect. */
export interface LoopbackPage {
  status: 200 | 400
  title: string
  text: string
}

/** A server on this machine alone to which a browser is redirected. */
export interface Loopback {
  /** `http://127.0.0.1:<port>/callback` */
  redirect_uri: string
  close(): void
}

/** Serves `/callback` on a port; 0: a free one. Throws code `Port` if it is in use. */
export async function startLoopback(
  port: number,
  answer: (url: URL) => Promise<LoopbackPage>,
): Promise<Loopback> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://127.0.0.1')
    const isCallback = request.method === 'GET' && url.pathname === '/callback'
    send(response, isCallback ? await answer(url) : notHere)
  }).listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new HitparadeError('Port', `cannot listen on port ${port}: ${getMessage(error)}`, {
      advice: 'another sign-in may be waiting there: end it, or leave out --port to use a free one',
      details: { port },
      cause: error,
    })
  }
  return {
    redirect_uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    close() {
      server.close()
      server.closeIdleConnections()
    },
  }
}

const notHere: LoopbackPage = { status: 400, title: 'Not found', text: 'There is nothing at this address.' }

function send(response: ServerResponse, { status, title, text }: LoopbackPage): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    // The address of this page contains a code.
    'Referrer-Policy': 'no-referrer',
    'Content-Security-Policy': "default-src 'none'",
    Connection: 'close',
  })
  const [shownTitle, shownText] = [escapeHtml(title), escapeHtml(text)]
  response.end(
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${shownTitle}</title></head>` +
      `<body><h1>${shownTitle}</h1><p>${shownText}</p></body></html>\n`,
  )
}
