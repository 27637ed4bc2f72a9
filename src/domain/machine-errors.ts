/** Codes of the engine for a lack of memory, and for a file of the program that cannot be loaded. */
const machineCodes: ReadonlySet<unknown> = new Set([
  'ERR_MEMORY_ALLOCATION_FAILED',
  'ERR_MODULE_NOT_FOUND',
  'ERR_WORKER_INIT_FAILED',
  'ERR_WORKER_OUT_OF_MEMORY',
  'Z_MEM_ERROR',
])

/**
 * Whether an error comes from the machine (disk, open files, memory) and not from the bytes that were read: the same
 * bytes may succeed later.
 */
export function isMachineError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as NodeJS.ErrnoException
  const isSystemCall = typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)
  return isSystemCall || machineCodes.has(code) || error.message === 'Array buffer allocation failed'
}

/** Whether a text is longer than the longest string of the engine. */
export function isTooLong(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as NodeJS.ErrnoException
  return code === 'ERR_STRING_TOO_LONG' || error.message === 'Invalid string length'
}
