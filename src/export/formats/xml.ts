/** Well-formed XML. */
export type Xml = string

/** An element with attributes in the given order. Children are XML; use `escapeXml` for text. */
export function element(name: string, attributes: Record<string, string> = {}, children: Xml[] = []): Xml {
  const start = [
    name,
    ...Object.entries(attributes).map(([key, value]) => `${key}="${escapeAttribute(value)}"`),
  ]
  if (children.length === 0) return `<${start.join(' ')} />`
  const isText = children.some((child) => !child.startsWith('<'))
  const lines = children.map((child) => `\n${child.replace(/^/gm, '  ')}`)
  return `<${start.join(' ')}>${isText ? children.join('') : `${lines.join('')}\n`}</${name}>`
}

/** Escapes a text for the content of an element. Control characters, which XML cannot contain, stay. */
export function escapeXml(text: string): Xml {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function escapeAttribute(text: string): Xml {
  return escapeXml(text).replaceAll('"', '&quot;')
}
