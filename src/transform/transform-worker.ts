import { transformBytes } from './transform-bytes.ts'

/** Transforms one raw object in a thread of `transform-threads.ts`. */
export default async function work({ bytes, identity }: { bytes: Uint8Array; identity: Identity }) {
  const { files, ...counts } = await transformBytes(bytes, identity)
  return { files: [...files], ...counts }
}

type Identity = Parameters<typeof transformBytes>[1]
