import { raw } from 'hono/html'
import { type Address, addresses, relateAddress } from '../addresses.ts'
import { stylesheet } from './layout.tsx'

/** A page that only says what is wrong, with a link to the home page. */
export function renderMessage(path: Address, text: string): string {
  return String(
    <>
      {raw('<!doctype html>')}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title>{text}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <link rel="stylesheet" href={relateAddress(path, stylesheet)} />
        </head>
        <body>
          <main id="main">
            <h1>{text}</h1>
            <p>
              <a href={relateAddress(path, addresses.home)}>To the charts</a>
            </p>
          </main>
        </body>
      </html>
    </>,
  )
}
