const paths = ['/builder/', '/builder.json', '/builder.csv']

/** Whether a path belongs to the builder of lists. A static site does not have it, because it has no end of answers. */
export function isBuilderPath(path: string): boolean {
  return paths.includes(path)
}
