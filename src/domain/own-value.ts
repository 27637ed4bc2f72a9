/** The value of a key from outside. A plain `record[key]` would also find what every object inherits, e.g. `__proto__`. */
export function getOwn<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
