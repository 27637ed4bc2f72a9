/** A piece of XML that is well-formed. */
export type Xml = string

/** An element with attributes in their order; its children are XML already. */
export function element(name: string, attributes: Record<string, string> = {}, children: Xml[] = []): Xml {
  const start = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(value)}"`)]
  return children.length === 0
    ? `<${start.join(' ')} />`
    : `<${start.join(' ')}>${children.join('')}</${name}>`
}

/** A text as XML holds it. Characters that no XML can hold do not occur in names of ours. */
export function escaped(text: string): Xml {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
