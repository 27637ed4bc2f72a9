/** The most findings of one kind. */
const MOST = 10

/** The first items of a list, and one that counts the others. */
export function listFirst<T, Rest>(items: T[], describeRest: (more: number) => Rest): (T | Rest)[] {
  return items.length <= MOST ? items : [...items.slice(0, MOST), describeRest(items.length - MOST)]
}
