/**
 * The names of the columns of a result, by which rows have their values: lower case, and a name that occurred before gets
 * a number, so that no value takes the place of another: `position, position` is `position, position_2`.
 */
export function nameColumns(names: readonly string[]): string[] {
  const lower = names.map((name) => name.toLowerCase())
  const taken = new Set(lower)
  if (taken.size === lower.length) return lower
  return lower.map((name, index) => {
    if (lower.indexOf(name) === index) return name
    let number = 2
    while (taken.has(`${name}_${number}`)) number += 1
    const free = `${name}_${number}`
    taken.add(free)
    return free
  })
}
