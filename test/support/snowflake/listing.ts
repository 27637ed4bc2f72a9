import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ObjectStore } from '../../../src/storage/store.ts'

/** An S3 server that lists what a store holds, on one page, and does nothing else. `close` ends it. */
export async function serveListing(store: ObjectStore): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const prefix = new URL(request.url ?? '', 'http://127.0.0.1').searchParams.get('prefix') ?? ''
    const items: string[] = []
    for await (const { key, size, last_modified } of store.list(prefix)) {
      items.push(
        `<Contents><Key>${key}</Key><Size>${size}</Size><LastModified>${last_modified.toISOString()}</LastModified></Contents>`,
      )
    }
    const list = `<ListBucketResult><IsTruncated>false</IsTruncated>${items.join('')}</ListBucketResult>`
    response.writeHead(200, { 'content-type': 'application/xml' }).end(list)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
