import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { isoDate } from '../../src/domain/time.ts'
import { type AnswerRequest, answerBytes } from '../../src/simulator/api/api-answer.ts'
import { type FaultKind, faultKinds } from '../../src/simulator/api/faults.ts'
import { toDay } from '../../src/simulator/world/days.ts'
import { type DefectKind, drawDefect } from '../../src/simulator/world/defects.ts'
import { simulatedCharts } from '../../src/simulator/world/simulated-charts.ts'

const recordings = process.env.HITPARADE_RECORDINGS
const [globalChart] = simulatedCharts
const playlist = globalChart?.playlist ?? ''

/** Everything in which an answer of the simulator differs from the description, and why. */
const differences: {
  name: string
  request: Partial<AnswerRequest> & { defect?: DefectKind }
  errors: string[]
}[] = [
  {
    name: 'development mode leaves out the markets, which the description requires of albums',
    request: { world: 'development', shape: 'items', limit: 50 },
    errors: ["/album must have required property 'available_markets'"],
  },
  {
    name: 'an item whose track is null',
    request: { defect: 'null_item' },
    errors: [' must be object'],
  },
  {
    name: 'a local file has no ids, no address, and an album of nothing',
    request: { defect: 'local_file' },
    errors: [
      "/album must have required property 'total_tracks'",
      '/album/album_type must be equal to one of the allowed values',
      '/album/album_type must be string',
      '/album/href must be string',
      '/album/id must be string',
      '/album/release_date must be string',
      '/album/release_date_precision must be equal to one of the allowed values',
      '/album/release_date_precision must be string',
      '/album/uri must be string',
      '/artists/0/href must be string',
      '/artists/0/id must be string',
      '/artists/0/uri must be string',
      '/href must be string',
      '/id must be string',
    ],
  },
  {
    name: 'an episode comes in the shape of a track',
    request: { defect: 'episode' },
    errors: [
      '/album/artists/0/type must be equal to one of the allowed values',
      '/album/release_date must be string',
      '/album/release_date_precision must be equal to one of the allowed values',
      '/album/release_date_precision must be string',
      '/album/type must be equal to one of the allowed values',
      '/artists/0/type must be equal to one of the allowed values',
      '/type must be equal to one of the allowed values',
    ],
  },
]

describe.runIf(recordings)('the OpenAPI description of the Web API', () => {
  let ajv: Ajv
  const schema = (name: string) => ajv.getSchema(`api#/components/schemas/${name}`) as ValidateFunction

  beforeAll(() => {
    const folder = join(recordings ?? '', 'openapi')
    const file = readdirSync(folder).find((each) => each.endsWith('.yml')) ?? ''
    const { components } = parse(readFileSync(join(folder, file), 'utf8'))
    ajv = new Ajv({ strict: false, allErrors: true })
    formats.default(ajv)
    ajv.addSchema(toJsonSchema({ $id: 'api', components }) as object)
  })
  afterAll(() => {
    ajv.removeSchema('api')
  })

  test.each(simulatedCharts.map(({ chart, playlist }) => ({ chart, playlist })))(
    'is kept by answers without defects: $chart',
    ({ playlist }) => {
      const chart = simulatedCharts.find((each) => each.playlist === playlist)
      const days = Array.from({ length: 60 }, (_, index) => isoDate(toDay('2024-12-20') + 37 * index))
      const clean = days.filter((date) => chart && drawDefect(1, chart, date) === null).slice(0, 2)
      for (const date of clean) {
        const errors = (
          shape: AnswerRequest['shape'],
          name: string,
          world: AnswerRequest['world'] = 'extended',
        ) =>
          findErrors(schema(name), { playlist, instant: `${date}T06:00:00Z`, world, ...(shape && { shape }) })
        expect(errors('playlist', 'PlaylistObject')).toBe('')
        expect(errors('tracks', 'PagingPlaylistTrackObject')).toBe('')
        expect(errors('items', 'PagingPlaylistTrackObject')).toBe('')
        expect(errors('playlist', 'PlaylistObject', 'both')).toBe('')
      }
    },
  )

  test.each(differences)('difference: $name', ({ request: { defect, ...request }, errors }) => {
    const found = findTrackErrors(schema('TrackObject'), { ...issueWith(defect), ...request })
    expect(found).toEqual(errors)
  })

  test('a removed track matches it: only its names are empty', () => {
    expect(findErrors(schema('PagingPlaylistTrackObject'), issueWith('removed'))).toBe('')
  })

  test('is matched by every error with a body, except those of the token endpoint', () => {
    for (const kind of Object.keys(faultKinds) as FaultKind[]) {
      const { on, ...effect } = faultKinds[kind]
      const body = 'reply' in effect ? effect.reply.body : null
      // A text is not JSON, and not described.
      if (body === null || typeof body === 'string' || (on as readonly string[]).includes('token')) continue
      expect(schema('ErrorObject')((body as unknown as { error: unknown }).error)).toBe(true)
    }
  })
})

/** An issue with that defect, or without any. */
function issueWith(defect?: DefectKind): AnswerRequest {
  const chart = simulatedCharts.at(-1)
  if (defect === undefined || chart === undefined) return { playlist, instant: '2026-11-21T06:00:00Z' }
  const dates = Array.from({ length: 700 }, (_, index) => isoDate(toDay('2025-01-01') + index))
  const date = dates.find((each) => drawDefect(1, chart, each)?.kind === defect)
  return { playlist: chart.playlist, instant: `${date}T06:00:00Z` }
}

/** One error a line; empty where the answer is valid. */
function findErrors(validate: ValidateFunction, request: AnswerRequest): string {
  validate(JSON.parse(Buffer.from(answerBytes(request)).toString('utf8')))
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`).join('\n')
}

/** In which fields the tracks of an answer are none, sorted. */
function findTrackErrors(validate: ValidateFunction, request: AnswerRequest): string[] {
  const { items } = JSON.parse(Buffer.from(answerBytes(request)).toString('utf8'))
  const found = new Set<string>()
  for (const row of items) {
    validate('item' in row ? row.item : row.track)
    for (const { instancePath, message } of validate.errors ?? []) found.add(`${instancePath} ${message}`)
  }
  return [...found].sort()
}

/** OpenAPI 3.0 says `nullable` where JSON Schema has a type more, and its discriminators are not JSON Schema's. */
function toJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJsonSchema)
  if (value === null || typeof value !== 'object') return value
  const { nullable, discriminator, ...rest } = value as Record<string, unknown>
  const schema = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, toJsonSchema(inner)]))
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema
}
