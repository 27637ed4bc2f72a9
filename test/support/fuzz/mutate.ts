import type { Random } from '../../../src/simulator/world/random.ts'

/** Values and keys that outside data may have where another one is expected. */
const oddTexts = [
  ...[
    '',
    ' ',
    '\0',
    '__proto__',
    'constructor',
    'toString',
    '\ud800',
    'a\udfff',
    'a\ud800',
    'import',
    '-',
    '..',
  ],
  ...[
    '0000-00-00',
    '2026-02-30',
    '9999-12-31',
    '+275000-01-01T00:00:00.000Z',
    'x'.repeat(300),
    '한글',
    '=1+1',
  ],
]
const oddValues: unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 2 ** 31, 2 ** 53, 1e300, -0, [], {}, [[]], [null], { id: null }],
  ...oddTexts,
]

type Node = { parent: object; key: string }

/** The value as JSON text, changed in one to three places: values replaced, keys renamed, members dropped or repeated. */
export function mutateJson(value: unknown, draws: Random): string {
  const root = { value: structuredClone(value) }
  for (let changes = 1 + draws.whole(3); changes > 0; changes -= 1) {
    const nodes = listNodes(root)
    if (nodes.length > 0) change(draws.pick(nodes), nodes, draws)
  }
  return JSON.stringify(root.value) ?? 'null'
}

/** The bytes, changed in one to three places: bytes flipped, cut out, repeated, or cut off. */
export function mutateBytes(bytes: Uint8Array, draws: Random): Buffer {
  let changed = Buffer.from(bytes)
  for (let changes = 1 + draws.whole(3); changes > 0 && changed.length > 0; changes -= 1) {
    const at = draws.whole(changed.length)
    const end = Math.min(changed.length, at + draws.whole(20))
    const [before, piece, after] = [changed.subarray(0, at), changed.subarray(at, end), changed.subarray(end)]
    const results = [
      () => Buffer.concat([before, piece.map((byte) => byte ^ (1 << draws.whole(8))), after]),
      () => Buffer.concat([before, after]),
      () => Buffer.concat([before, piece, piece, after]),
      () => before,
      () => Buffer.concat([before, Buffer.from(draws.pick(oddTexts)), after]),
    ]
    changed = draws.pick(results)()
  }
  return changed
}

function listNodes(parent: object): Node[] {
  return Object.entries(parent).flatMap(([key, inner]) => [
    { parent, key },
    ...(typeof inner === 'object' && inner !== null ? listNodes(inner as object) : []),
  ])
}

function change({ parent, key }: Node, nodes: Node[], draws: Random): void {
  const value = get(parent, key)
  const other = draws.pick(nodes)
  const steps = [
    () => set(parent, key, structuredClone(draws.pick(oddValues))),
    () => set(parent, key, structuredClone(draws.pick(oddValues))),
    () => set(parent, key, structuredClone(get(other.parent, other.key))),
    () => set(parent, key, [value]),
    () => set(parent, key, { [draws.pick(['id', 'items', 'track', 'name'])]: value }),
    () => remove(parent, key),
    () => {
      if (Array.isArray(parent)) parent.push(structuredClone(value))
      else set(parent, draws.pick(oddTexts), structuredClone(value))
    },
  ]
  draws.pick(steps)()
}

function get(parent: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(parent, key)?.value
}

/** Also for `__proto__`, as JSON may have it. */
function set(parent: object, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, configurable: true, enumerable: true, writable: true })
}

function remove(parent: object, key: string): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1)
  else Reflect.deleteProperty(parent, key)
}
