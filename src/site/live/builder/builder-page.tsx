import { readInsight } from '../../../insights/run-insight.ts'
import { addresses } from '../../addresses.ts'
import { capitalize, formatCount } from '../../format-values.ts'
import type { LinkTo, Page } from '../../page.ts'
import { listAnswerColumns } from '../../pages/charts/answer-columns.tsx'
import { Table } from '../../pages/table.tsx'
import { InsightFigure } from '../../pictures/insight-figure.tsx'
import type { Site } from '../../site.ts'
import { BuilderForm, describeRule } from './builder-form.tsx'
import type { BuilderList, BuilderProblem, BuilderText } from './read-builder.ts'

export interface BuilderView {
  text: BuilderText
  /** The parameters as they are in the address. */
  search: string
  list?: BuilderList
  problems?: BuilderProblem[]
}

/** A form that chooses a list, and the list. */
export function createBuilderPage(site: Site, view: BuilderView): Page {
  const { list, problems = [], search } = view
  return {
    address: '/builder/',
    query: search,
    title: list === undefined ? 'Build a list' : nameList(list),
    description:
      'The best songs, artists or albums of a chart over any time, by a points rule of your choice.',
    sources: list === undefined ? [] : [list.request.chart.source],
    body: (link) => (
      <>
        <h1>Build a list</h1>
        <p class="lead">
          Choose a chart, a time and a points rule. The address of the answer has your choice, so you can
          share it.
        </p>
        <BuilderForm site={site} text={view.text} problems={problems} action={link('/builder/')} />
        {list === undefined ? null : <List list={list} link={link} />}
      </>
    ),
    data: list === undefined ? { problems } : describeList(list),
    table: list === undefined ? null : { columns: list.answer.columns, rows: list.answer.rows },
  }
}

/** `Top songs of Top 50 from 2026-01-01 to 2026-01-31` */
function nameList({ request: { chart, of }, answer: { parameters } }: BuilderList): string {
  return `Top ${of} of ${chart.chart_name} from ${parameters.from} to ${parameters.to}`
}

function describeList({ request, answer }: BuilderList) {
  const { insight, parameters, coverage, notes, rows } = answer
  return {
    insight,
    title: nameList({ request, answer, credits: new Map() }),
    rule: describeRule(request),
    parameters,
    coverage,
    notes,
    rows,
  }
}

function List({ list, link }: { list: BuilderList; link: LinkTo }) {
  const { request, answer, credits } = list
  const { observed, expected } = answer.coverage
  const about = addresses.insight(answer.insight)
  return (
    <section aria-labelledby="list">
      <h2 id="list">{nameList(list)}</h2>
      <p>
        {describeRule(request)} <a href={link(about)}>How is this calculated?</a>
      </p>
      <p class="facts">
        {observed < expected
          ? `${formatCount(observed, 'issue')} of ${formatCount(expected, 'expected issue')} observed.`
          : `${formatCount(observed, 'issue')} observed.`}
      </p>
      {answer.notes.map((note) => (
        <p class="note">{capitalize(note)}.</p>
      ))}
      <InsightFigure insight={readInsight(answer.insight)} answer={answer} chart={request.chart} />
      <Table
        caption={`${capitalize(request.of)} by points`}
        isCaptionHidden
        hasBounds
        columns={listAnswerColumns(answer, {
          insight: answer.insight,
          source: request.chart.source,
          credits,
          link,
          without: ['period'],
        })}
        rows={answer.rows}
      />
    </section>
  )
}
