import * as oauth from 'oauth4webapi'
import { getMessage, HitparadeError, SourceError } from '../../domain/errors.ts'
import type { Authorisation } from './authorisation.ts'
import { type LoopbackPage, startLoopback } from './loopback.ts'

export interface SignInOptions {
  source: string
  client_id: string
  authorize_url: string
  token_url: string
  scopes: readonly string[]
  /** Of this machine; 0: a free one. */
  port: number
  timeout_seconds: number
  /** Milliseconds since 1970. */
  now(): number
  /** Shows the address that the user has to open. */
  show(url: string): void
  /** Stores the authorisation, before the browser shows that it succeeded. */
  save(authorisation: Authorisation): Promise<void>
  /** Throws if the account cannot be used; returns its name. */
  findAccount(access_token: string): Promise<string | null>
}

/**
 * Signs a user in with an authorization code and PKCE, without a secret: the browser comes back to a server on this
 * machine. Answers with another `state` are refused, and this goes on waiting. Throws `SignInDenied`, `SignInTimeout`,
 * `SignInFailed`, `Unreachable`, `BadCredentials`, `Port`, and what `findAccount` throws.
 */
export async function signIn(options: SignInOptions): Promise<Authorisation> {
  const { source, authorize_url, token_url, client_id, scopes, port, show } = options
  // A redirect may name the issuer, which is the origin of Spotify's addresses.
  const issuer = new URL(authorize_url).origin
  const server = { issuer, authorization_endpoint: authorize_url, token_endpoint: token_url }
  const client = { client_id }
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const done = createDeferred<Authorisation>()
  let isAnswered = false

  async function answer(url: URL): Promise<LoopbackPage> {
    const parameters = readAnswer(url)
    if (parameters === 'foreign' || isAnswered) return foreignPage
    isAnswered = true
    try {
      if (parameters instanceof SourceError) throw parameters
      const request = { server, client, parameters, verifier, redirect_uri: loopback.redirect_uri }
      const authorisation = await redeemCode(request, options)
      await options.save(authorisation)
      done.resolve(authorisation)
      return { status: 200, title: 'You are signed in', text: 'You can close this window.' }
    } catch (error) {
      done.reject(error)
      const text = error instanceof HitparadeError ? error.message : 'The terminal shows what happened.'
      return { status: 400, title: 'hitparade could not sign you in', text }
    }
  }

  const loopback = await startLoopback(port, answer)
  const timer = setTimeout(() => done.reject(timedOut(options)), options.timeout_seconds * 1000)
  try {
    const url = new URL(authorize_url)
    const query = {
      client_id,
      response_type: 'code',
      redirect_uri: loopback.redirect_uri,
      scope: scopes.join(' '),
      state,
      code_challenge_method: 'S256',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    }
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    show(url.href)
    return await done.promise
  } finally {
    clearTimeout(timer)
    loopback.close()
  }

  /** The parameters of a redirect, the user's refusal, or `foreign`: it belongs to another sign-in. */
  function readAnswer(url: URL): URLSearchParams | SourceError | 'foreign' {
    try {
      const parameters = oauth.validateAuthResponse(server, client, url, state)
      return parameters.has('code') ? parameters : 'foreign'
    } catch (error) {
      return error instanceof oauth.AuthorizationResponseError ? denied(source, error.error) : 'foreign'
    }
  }
}

function createDeferred<T>() {
  let resolve: (value: T) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<T>((...both) => {
    ;[resolve, reject] = both
  })
  // The browser may come back before anything waits for it.
  promise.catch(() => {})
  return { promise, resolve, reject }
}

/** Characters of a source's text that a message repeats. */
const LONGEST_TEXT = 200

interface CodeRequest {
  server: oauth.AuthorizationServer
  client: oauth.Client
  parameters: URLSearchParams
  verifier: string
  redirect_uri: string
}

async function redeemCode(
  { server, client, parameters, verifier, redirect_uri }: CodeRequest,
  { source, client_id, scopes, now, findAccount }: SignInOptions,
): Promise<Authorisation> {
  const started = now()
  const { access_token, refresh_token, expires_in, scope } = await requestTokens()
  if (refresh_token === undefined || expires_in === undefined)
    throw new SourceError('BadAnswer', `${source} returned a token without refresh_token or expires_in`, {
      advice: 'check the URL of the source in the configuration, or update hitparade',
    })
  return {
    client_id,
    refresh_token,
    access_token,
    expires_at: new Date(started + expires_in * 1000).toISOString(),
    authorized_at: new Date(started).toISOString(),
    scopes: scope?.split(' ') ?? [...scopes],
    account: await findAccount(access_token),
    rejected_at: null,
    given_to: null,
  }

  async function requestTokens() {
    // The simulator has no TLS.
    const insecure = {
      [oauth.allowInsecureRequests]: new URL(server.token_endpoint ?? '').protocol === 'http:',
    }
    try {
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.None(),
        parameters,
        redirect_uri,
        verifier,
        insecure,
      )
      return await oauth.processAuthorizationCodeResponse(server, client, response)
    } catch (error) {
      throw explainTokenError(source, error)
    }
  }
}

function explainTokenError(source: string, error: unknown): SourceError {
  if (error instanceof oauth.ResponseBodyError) {
    const { error: code, error_description = '', status } = error
    const details = { error: code, status }
    if (code === 'invalid_client')
      return new SourceError('BadCredentials', `${source} rejects the client id`, {
        advice: 'check the client id in the environment or the configuration',
        details,
      })
    return new SourceError(
      'SignInFailed',
      `${source} rejects the sign-in: ${`${code} ${error_description}`.trim().slice(0, LONGEST_TEXT)}`,
      {
        advice: `try again with \`hitparade auth ${source}\``,
        details,
      },
    )
  }
  const isNetwork = error instanceof TypeError
  return new SourceError(
    isNetwork ? 'Unreachable' : 'BadAnswer',
    isNetwork
      ? `${source} cannot be reached: ${getMessage(error.cause ?? error)}`
      : `${source} returned an unexpected answer to the sign-in: ${getMessage(error)}`,
    { advice: `try again with \`hitparade auth ${source}\``, retryable: isNetwork },
  )
}

function denied(source: string, error: string): SourceError {
  if (error !== 'access_denied')
    return new SourceError('SignInFailed', `${source} refuses the sign-in: ${error.slice(0, LONGEST_TEXT)}`, {
      advice: `try again with \`hitparade auth ${source}\``,
    })
  return new SourceError('SignInDenied', `the user did not agree that the app reads playlists of ${source}`, {
    advice: `run \`hitparade auth ${source}\` again and agree`,
  })
}

function timedOut({ source, timeout_seconds, port }: SignInOptions): SourceError {
  const address = `http://127.0.0.1${port === 0 ? '' : `:${port}`}/callback`
  return new SourceError('SignInTimeout', `no one signed in to ${source} within ${timeout_seconds} seconds`, {
    advice: `if the browser showed an error of ${source}, check the client id and that your app has the redirect URI ${address}; then run \`hitparade auth ${source}\` again`,
  })
}

const foreignPage: LoopbackPage = {
  status: 400,
  title: 'This is not the current sign-in',
  text: 'Open the address that the terminal shows.',
}
