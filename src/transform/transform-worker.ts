import { transformBytes } from './transform-object.ts'

/** What a thread of the pool in `threads.ts` does with one raw object. */
export default async function work({ bytes, identity }: { bytes: Uint8Array; identity: Identity }) {
  const { files, ...counts } = await transformBytes(bytes, identity)
  return { files: [...files], ...counts }
}

type Identity = Parameters<typeof transformBytes>[1]
