import stringWidth from 'string-width'

/** A text that begins at a point. */
export interface Label {
  x: number
  y: number
  text: string
}

const LINE = 13
const LETTER = 7

/** The labels in their order, moved up or down as far as needed so that none covers another. */
export function placeLabels(labels: Label[], { top, bottom }: { top: number; bottom: number }): Label[] {
  const placed: Label[] = []
  for (const label of labels) {
    const isFree = (y: number) =>
      y >= top && y <= bottom && placed.every((other) => !overlap({ ...label, y }, other))
    const tries = Array.from({ length: 2 * Math.ceil((bottom - top) / LINE) }, (_, index) => {
      const steps = Math.ceil(index / 2)
      return label.y + (index % 2 === 0 ? -steps : steps) * LINE
    })
    placed.push({ ...label, y: tries.find(isFree) ?? label.y })
  }
  return placed
}

function overlap(one: Label, other: Label): boolean {
  if (Math.abs(one.y - other.y) >= LINE) return false
  const endsBefore = (left: Label, right: Label) => left.x + stringWidth(left.text) * LETTER < right.x
  return !endsBefore(one, other) && !endsBefore(other, one)
}
