import type { listGlossary } from '../../../models/column-meanings.ts'
import type { Terms } from '../../../sources/source.ts'
import { addresses } from '../../addresses.ts'
import type { LinkTo, Page } from '../../page.ts'
import type { Site } from '../../site.ts'
import { isWebAddress } from '../names.tsx'

export interface SourceTerms {
  source: string
  /** Null for a source of imported files. */
  terms: Terms | null
}

interface TermsView {
  glossary: ReturnType<typeof listGlossary>
  sources: SourceTerms[]
}

/** How figures are calculated, what every term means, and what the sources require. */
export function createTermsPage(site: Site, view: TermsView): Page {
  const { glossary, sources } = view
  const terms = glossary.flatMap(({ title, terms: own }) =>
    own.map(([name, meaning]) => ({ section: title, name, meaning })),
  )
  return {
    address: addresses.terms,
    title: 'Methods and terms',
    description: `How the figures are calculated, what ${terms.length} terms mean, and the terms of the sources.`,
    sources: sources.map(({ source }) => source),
    body: (link) => <TermsBody site={site} view={view} link={link} />,
    data: { terms, sources, left_out: site.leftOut },
    table: { columns: ['section', 'name', 'meaning'], rows: terms },
  }
}

const methods: [title: string, text: string][] = [
  [
    'Only what was observed counts',
    'Every figure is counted from the issues that were stored. Issues that the calendar expects and that are missing are named, and no figure guesses what was on them.',
  ],
  [
    '≥ and ≤',
    'A count with ≥ may be larger, and a position or date with ≤ may be better or earlier: the song was on the first observed issue of the chart, or next to an issue that is missing.',
  ],
  [
    'As of the date of the page',
    'Previous position, peak and counts on the page of an issue are those of its date, not those of today.',
  ],
  [
    'One recording, several ids',
    'A source may give one recording several ids. They are joined by rules that the page of the song names, with the evidence, and count as one song.',
  ],
  [
    'Charts of different sizes',
    'Points are chart size + 1 − position. Where charts are added up, each issue counts by its share, points divided by the chart size.',
  ],
]

function TermsBody({ site, view, link }: { site: Site; view: TermsView; link: LinkTo }) {
  const { glossary, sources } = view
  return (
    <>
      <h1>Methods and terms</h1>
      <p class="lead">
        The page of every <a href={link(addresses.insights)}>insight</a> has its definition, its SQL and its
        data.
      </p>
      <h2 id="methods">Methods</h2>
      <dl class="terms">
        {methods.map(([title, text]) => (
          <div>
            <dt>{title}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <h2 id="sources">Sources</h2>
      {sources.length === 0 ? <p>There is no source yet.</p> : null}
      <dl class="terms">
        {sources.map(({ source, terms }) => (
          <div>
            <dt>{source}</dt>
            <dd>
              {terms === null ? 'imported files' : terms.summary}
              {terms?.attribution ? ` ${terms.attribution}` : ''}
              {isWebAddress(terms?.url ?? null) ? (
                <>
                  {' '}
                  <a href={terms?.url ?? ''}>{terms?.url}</a>
                </>
              ) : null}
            </dd>
          </div>
        ))}
        {site.leftOut.map(({ source, reason }) => (
          <div>
            <dt>{source}</dt>
            <dd>left out: {reason}</dd>
          </div>
        ))}
      </dl>
      {glossary.map(({ title, terms }) => (
        <section>
          <h2>{title}</h2>
          <dl class="terms">
            {terms.map(([name, meaning]) => (
              <div>
                <dt id={name.replace(':', 'parameter-')}>{name.replace(':', '')}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  )
}
