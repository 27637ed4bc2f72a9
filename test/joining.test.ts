import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const read = (path: string) => readFileSync(path, 'utf8')
const list = (folder: string) => readdirSync(folder).map((name) => `${folder}/${name}`)

describe('workflows', () => {
  const workflows = list('.github/workflows').map((path) => ({
    path,
    text: read(path),
    is: parse(read(path)),
  }))

  it('name every action by its commit and its version', () => {
    for (const { path, text } of workflows) {
      const uses = text.split('\n').filter((line) => line.includes('uses:'))
      expect(uses.length).toBeGreaterThan(0)
      for (const line of uses)
        expect([path, line]).toEqual([path, expect.stringMatching(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)])
    }
  })

  it('name one commit for each version of an action', () => {
    const pins = workflows.flatMap(({ text }) => text.match(/uses: .*/g) ?? [])
    const names = new Set(pins.map((pin) => pin.split('@')[0]))
    expect(new Set(pins).size).toBe(names.size)
  })

  it('may only read, but for the token that signs a release', () => {
    for (const { path, is } of workflows) {
      expect([path, is.permissions]).toEqual([path, { contents: 'read' }])
      for (const job of Object.values<any>(is.jobs)) {
        const allowed = path.endsWith('release.yml') ? { contents: 'read', 'id-token': 'write' } : undefined
        expect([path, job.permissions]).toEqual([path, allowed])
      }
    }
  })

  it('publish only a version that has an address', () => {
    const { jobs } = parse(read('.github/workflows/release.yml'))
    const publishing = jobs.release.steps.flatMap(
      ({ run = '' }: { run?: string }) => run.match(/npm publish.*/g) ?? [],
    )
    expect(publishing).toEqual(['npm publish --dry-run', 'npm publish --provenance --access public'])
  })
})

describe('forms of issues', () => {
  const forms = list('.github/ISSUE_TEMPLATE').filter((path) => !path.endsWith('config.yml'))

  it('have a name, a description and fields with a label', () => {
    expect(forms.length).toBe(3)
    for (const path of forms) {
      const { name, description, body } = parse(read(path))
      expect([name, description]).toEqual([expect.any(String), expect.any(String)])
      const fields = body.filter(({ type }: any) => type !== 'markdown')
      const ids = fields.map(({ id }: any) => id)
      expect(new Set(ids).size).toBe(fields.length)
      for (const { attributes } of fields) expect(attributes.label).toEqual(expect.any(String))
    }
  })

  it('request the output of `hitparade check` for a bug', () => {
    expect(read('.github/ISSUE_TEMPLATE/bug.yml')).toContain('`hitparade check <file>`')
  })
})

it('updates of dependencies and actions are proposed', () => {
  const { updates } = parse(read('.github/dependabot.yml'))
  expect(updates.map((update: any) => update['package-ecosystem'])).toEqual(['npm', 'github-actions'])
})

it('SECURITY.md and CODE_OF_CONDUCT.md name private forms, and no address', () => {
  for (const path of ['SECURITY.md', 'CODE_OF_CONDUCT.md']) {
    expect(read(path)).toMatch(/private form of the hosting site/)
    expect(read(path)).not.toMatch(/@|https?:/)
  }
})

/** What CONTRIBUTING.md explains in five steps: the heading, and the values of the example that it names. */
const guides: [heading: string, example: Record<string, string>][] = [
  ['Adding a source', { name: 'deezer' }],
  ['Adding an insight', { name: 'climbers', subject: 'charts' }],
  ['Adding a page', { name: 'pipeline' }],
  ['Adding a command', { name: 'find' }],
]

describe.each(guides)('%s', (heading, example) => {
  const section =
    read('CONTRIBUTING.md')
      .split(/^## /m)
      .find((text) => text.startsWith(`${heading}\n`)) ?? ''
  const steps = section.match(/^\d\. .*(?:\n {3}.*)*/gm) ?? []
  const fill = (path: string) => path.replace(/<(\w+)>/g, (_, key) => example[key] ?? key)

  it('takes five steps, and names its example', () => {
    expect(steps.length).toBe(5)
    for (const value of Object.values(example)) expect(section).toContain(`\`${value}\``)
  })

  it('names only paths that exist for the example', () => {
    const paths = steps
      .flatMap((step) => step.match(/`[\w./<>-]+\/[\w./<>-]+`/g) ?? [])
      .map((path) => fill(path.slice(1, -1)))
    const written = paths.filter((path) => !path.startsWith('./'))
    expect(written.length).toBeGreaterThan(2)
    expect(written.filter((path) => !existsSync(path))).toEqual([])
  })

  it('was followed by the example: it is in every file and folder that something is added to', () => {
    const targets = steps.flatMap((step) =>
      [...step.matchAll(/\b[Aa]dds? [^`.]* to `([^`]+)`/g)].map(([, path = '']) => path),
    )
    expect(targets.length).toBeGreaterThan(0)
    const without = targets.filter(
      (path) => !readWhole(path).some((text) => text.includes(example.name ?? '?')),
    )
    expect(without).toEqual([])
  })
})

/** The text of a file, or of every file of a folder. */
function readWhole(path: string): string[] {
  if (!statSync(path).isDirectory()) return [read(path)]
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.map((entry) => read(`${entry.parentPath}/${entry.name}`))
}

describe('links', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md']
  pages.push(...list('docs').filter((path) => path.endsWith('.md')))

  it.each(pages)('of %s lead to files and headings that exist', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
    const broken = links.filter((link) => {
      if (/^https?:/.test(link)) return false
      const [path = '', heading] = link.split('#')
      const target = path === '' ? page : new URL(path, `file:///${page}`).pathname.slice(1)
      if (!existsSync(target)) return true
      return heading !== undefined && !listAnchors(read(target)).includes(heading)
    })
    expect(broken).toEqual([])
  })
})

/** The anchors that hosting sites make of the headings of a page. */
function listAnchors(markdown: string): string[] {
  const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading)
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
