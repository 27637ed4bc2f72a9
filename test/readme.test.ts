import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { expect, it } from 'vitest'

/**
 * Words per sentence of a Markdown text, ascending. Code blocks, headings and tables do not count, and links count as
 * their text. A sentence ends at one of `.?!:;` before a space or the end of a paragraph or list item. A word is
 * anything between spaces that contains a letter or digit.
 */
function sentenceLengths(markdown: string): number[] {
  const paragraphs = markdown
    .replace(/^```.*?^```$/gms, '')
    .replace(/^[#|].*$/gm, '')
    .replace(/\]\([^)]*\)/g, ']')
    .split(/\n\s*\n|\n(?=- )/)
  return paragraphs
    .flatMap((paragraph) => paragraph.split(/[.?!:;][*_`)]*(?:\s|$)/))
    .map((sentence) => sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length)
    .filter((words) => words > 0)
    .sort((a, b) => a - b)
}

it('counts words of sentences', () => {
  const text =
    '# Title\n\nOne two. Three `a.b c` [d](e f)!\n\n```\nno code\n```\n\n| no | table |\n\n- x: y z\n- v\n'
  expect(sentenceLengths(text)).toEqual([1, 1, 2, 2, 4])
})

it('the sentences of README.md are short', () => {
  const lengths = sentenceLengths(readFileSync('README.md', 'utf8'))
  expect(lengths.length).toBeGreaterThan(50)
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(12)
  expect(lengths[Math.floor(lengths.length * 0.9)]).toBeLessThanOrEqual(22)
})

it('README.md shows every picture of docs/pictures, and each has at most 200 kB', () => {
  const pictures = readdirSync('docs/pictures').map((name) => `docs/pictures/${name}`)
  const shown = [...readFileSync('README.md', 'utf8').matchAll(/!\[[^\]]{20,}\]\(([^)]+)\)/g)].map(
    ([, path]) => path,
  )
  expect(shown.sort()).toEqual(pictures.sort())
  expect(pictures.filter((path) => statSync(path).size > 200_000)).toEqual([])
})

it('the first line of the picture in README.md names folders of src/', () => {
  const [, line = ''] = readFileSync('README.md', 'utf8').split('```\n')
  const [picture = ''] = line.split('\n')
  const names = picture.match(/[a-z]+/g) ?? []
  expect(names.length).toBeGreaterThan(5)
  // Loading is part of the warehouse.
  expect(names.filter((name) => name !== 'load' && !existsSync(`src/${name}`))).toEqual([])
})

it('the layout in CONTRIBUTING.md lists every folder of src/', () => {
  const text = readFileSync('CONTRIBUTING.md', 'utf8')
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(folders.map(({ name }) => name).filter((name) => !text.includes(`| \`src/${name}`))).toEqual([])
})
