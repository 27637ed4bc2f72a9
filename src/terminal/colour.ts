import { styleText } from 'node:util'

export type Colour = 'bold' | 'red' | 'green' | 'yellow' | 'cyan'

/** A text with a colour for stdout; the text alone in a pipe or a file, or if the user wants it without colours. */
export function colourOutput(colour: Colour, text: string): string {
  return colourFor(process.stdout, colour, text)
}

/** The word before every error on stderr. */
export function formatErrorWord(): string {
  return colourFor(process.stderr, 'red', 'error:')
}

/** `styleText` respects NO_COLOR and TERM=dumb by itself; FORCE_COLOR would also style a file. */
function colourFor(stream: NodeJS.WriteStream, colour: Colour, text: string): string {
  return stream.isTTY ? styleText(colour, text, { stream }) : text
}
