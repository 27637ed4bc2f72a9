import { escapeHtml } from '../../domain/text/escape-html.ts'
import { findApp, registeredRedirect, simulatedUsers } from './simulated-apps.ts'
import type { Grants } from './user-consents.ts'

/** What an app requests of a user at `/authorize`. */
interface SignInRequest {
  client_id: string
  redirect_uri: string
  scope: string
  state: string | null
  challenge: string
}

/** The request, or the text of the page that ends the sign-in: as with Spotify, the app never hears of it. */
function readSignInRequest(query: URLSearchParams): SignInRequest | { refusal: string } {
  const read = (name: string) => query.get(name) ?? ''
  const app = findApp(query.get('client_id'))
  if (app === null) return { refusal: 'INVALID_CLIENT: Invalid client' }
  const redirect_uri = read('redirect_uri')
  if (!isRegistered(redirect_uri)) return { refusal: 'INVALID_CLIENT: Invalid redirect URI' }
  if (read('response_type') !== 'code') return { refusal: 'response_type must be code' }
  const challenge = read('code_challenge')
  if (read('code_challenge_method') !== 'S256' || challenge === '')
    return { refusal: 'code_challenge_method must be S256' }
  return {
    client_id: app.client_id,
    redirect_uri,
    scope: read('scope'),
    state: query.get('state'),
    challenge,
  }
}

/** A page on which the user chooses who signs in, and agrees or cancels. */
export function showSignIn(query: URLSearchParams): Response {
  const request = readSignInRequest(query)
  if ('refusal' in request) return page(400, `<p>${escapeHtml(request.refusal)}</p>`)
  const users = simulatedUsers.map(
    ({ id, name, about }, index) =>
      `<p><label><input type="radio" name="user" value="${id}"${index === 0 ? ' checked' : ''}> ${name} (${about})</label></p>`,
  )
  return page(
    200,
    `<p>${escapeHtml(request.client_id)} wants to: ${escapeHtml(request.scope)}</p>
<form method="post">${users.join('\n')}
<button name="decision" value="agree">Agree</button> <button name="decision" value="cancel">Cancel</button></form>`,
  )
}

/** Sends the browser back to the app, with a code or with `access_denied`. */
export function answerSignIn(
  query: URLSearchParams,
  { form, instant, grants }: { form: URLSearchParams; instant: string | null; grants: Grants },
): Response {
  const request = readSignInRequest(query)
  if ('refusal' in request) return page(400, `<p>${escapeHtml(request.refusal)}</p>`)
  const { state, ...consent } = request
  const answer = new URL(consent.redirect_uri)
  if (form.get('decision') === 'agree') {
    const user = form.get('user') ?? ''
    answer.searchParams.set('code', grants.addConsent({ ...consent, user, authorized_at: instant }))
  } else answer.searchParams.set('error', 'access_denied')
  if (state !== null) answer.searchParams.set('state', state)
  return new Response(null, { status: 302, headers: { Location: answer.href } })
}

/** Whether it is the registered address, with any port. */
function isRegistered(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  url.port = ''
  return url.href === registeredRedirect
}

function page(status: number, body: string): Response {
  const html = `<!doctype html><html lang="en"><title>Sign in to the simulator</title>${body}</html>`
  return new Response(html, { status, headers: { 'Content-Type': 'text/html; charset=utf-8' } })
}
