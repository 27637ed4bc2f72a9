/** A function that computes its value at the first call, and returns the same value from then on. */
export function once<T>(compute: () => T): () => T {
  let result: { value: T } | null = null
  return () => {
    result ??= { value: compute() }
    return result.value
  }
}
