import { transformBytes } from './transform.ts'

/** What a thread of the pool in `threads.ts` does with one raw object. */
export default function work({ bytes, identity }: { bytes: Uint8Array; identity: Identity }) {
  return transformBytes(bytes, identity)
}

type Identity = Parameters<typeof transformBytes>[1]
