// The part of S3 that the functions use, in memory, fast enough for a long queue. Prints its address.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'

const objects = new Map()
const PAGE = 1_000

const server = createServer(async (request, response) => {
  const { method, headers } = request
  const { pathname, searchParams } = new URL(request.url, 'http://s3')
  const [, bucket, ...rest] = pathname.split('/')
  const name = `${bucket}/${decodeURIComponent(rest.join('/'))}`
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  if (method === 'GET' && searchParams.get('list-type') === '2') return list(response, bucket, searchParams)
  const stored = objects.get(name)
  if (method === 'PUT') {
    if (headers['if-none-match'] === '*' && stored) return sendError(response, 412, 'PreconditionFailed')
    const body = Buffer.concat(chunks)
    objects.set(name, body)
    return response.writeHead(200, { etag: `"${createHash('md5').update(body).digest('hex')}"` }).end()
  }
  if (method === 'DELETE') {
    objects.delete(name)
    return response.writeHead(204).end()
  }
  if (stored === undefined) return sendError(response, 404, 'NoSuchKey')
  response.writeHead(200, { 'content-length': stored.length }).end(method === 'HEAD' ? undefined : stored)
})

function sendError(response, status, code) {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`)
}

function list(response, bucket, parameters) {
  const start = `${bucket}/${parameters.get('prefix') ?? ''}`
  const after = parameters.get('continuation-token') ?? ''
  const found = [...objects.keys()].filter((name) => name.startsWith(start) && name > after).sort()
  const page = found.slice(0, PAGE)
  const contents = page.map(
    (name) =>
      `<Contents><Key>${name.slice(bucket.length + 1)}</Key><Size>${objects.get(name).length}</Size></Contents>`,
  )
  const more = found.length > PAGE ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''
  response
    .writeHead(200, { 'content-type': 'application/xml' })
    .end(
      `<ListBucketResult><IsTruncated>${found.length > PAGE}</IsTruncated>${more}${contents.join('')}</ListBucketResult>`,
    )
}

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
