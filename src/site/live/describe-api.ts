import { version } from '../../version.ts'
import { type Address, placeBeside } from '../addresses.ts'
import { placeIndex, searchKinds } from '../data/whole/search-index.ts'
import { routes } from '../routes.ts'
import { schemas } from './api-schemas.ts'
import { builderFields } from './builder/read-builder.ts'

const builder = describeGet(
  'The best songs, artists or albums of a chart over a span, by a points rule',
  'builder',
)

const builderFailures = {
  '400': {
    description: 'A parameter is wrong: `problems` says which, and what is expected.',
    content: describeContent('problems'),
  },
  '404': { description: 'No chart is shown.' },
}

/** The description of all JSON that a live site answers, as OpenAPI 3.1. */
export function describeApi() {
  const pages = routes.filter(({ pattern }) => !pattern.startsWith('/embed/'))
  const paths = Object.fromEntries([
    ...pages.map(({ name, pattern }) => {
      const path = placeBeside(pattern as Address, 'json').replace(/:(\w+)/g, '{$1}')
      const names = [...pattern.matchAll(/:(\w+)/g)].map(([, part = '']) => part)
      const schema = name in schemas ? name : 'page'
      return [path, { get: describeGet(`The data of a page of kind ${name}`, schema, names) }]
    }),
    ...searchKinds.map((kind) => [
      placeIndex(kind),
      { get: describeGet(`All ${kind} that charted, the best first`, 'search-entries') },
    ]),
    [
      '/builder.json',
      {
        get: {
          ...builder,
          parameters: builderFields.map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
          responses: { ...builder.responses, ...builderFailures },
        },
      },
    ],
    ['/latest.json', { get: describeGet('The newest issue of every chart', 'latest') }],
    ['/api/health', { get: describeGet('Whether the charts can be read', 'health') }],
  ])
  return {
    openapi: '3.1.0',
    info: {
      title: 'hitparade',
      version,
      description:
        'Ids in addresses are encoded: a-z, 0-9 and - are kept, an upper-case letter is _ and its lower case, every other byte of the UTF-8 text is . and two hex digits.',
    },
    paths,
    components: { schemas },
  }
}

function describeContent(schema: string) {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } }
}

function describeGet(summary: string, schema: string, parameters: string[] = []) {
  return {
    summary,
    parameters: parameters.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    responses: {
      '200': {
        description: summary,
        content: describeContent(schema),
      },
      ...(parameters.length === 0 ? {} : { '404': { description: 'There is no such page.' } }),
    },
  }
}
