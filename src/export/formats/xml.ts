/** A piece of XML that is well-formed. */
export type Xml = string

/** An element with attributes in their order; its children are XML already. */
export function element(name: string, attributes: Record<string, string> = {}, children: Xml[] = []): Xml {
  const start = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(value)}"`)]
  if (children.length === 0) return `<${start.join(' ')} />`
  const isText = children.some((child) => !child.startsWith('<'))
  const lines = children.map((child) => `\n${child.replace(/^/gm, '  ')}`)
  return `<${start.join(' ')}>${isText ? children.join('') : `${lines.join('')}\n`}</${name}>`
}

/** A text as XML holds it. Characters that no XML can hold do not occur in names of ours. */
export function escaped(text: string): Xml {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
