import { HitparadeError } from '../../../domain/errors.ts'
import { runInsight } from '../../../insights/run-insight.ts'
import { readCreditsById } from '../../data/charts/chart-reigns.ts'
import type { SiteFile } from '../../page.ts'
import { completeFile, jsonType, renderFiles } from '../../render-files.ts'
import type { Site } from '../../site.ts'
import { createBuilderPage } from './builder-page.tsx'
import {
  type BuilderList,
  type BuilderProblem,
  type BuilderRequest,
  type BuilderText,
  builderFields,
  builderInsights,
  readBuilder,
} from './read-builder.ts'

/** A file that answers a request, and its HTTP status: 400 if a parameter is wrong. */
export interface BuilderAnswer {
  status: 200 | 400
  file: SiteFile
}

/** The form with the list that the parameters choose, or its data; null for a site without a chart. */
export async function answerBuilder(
  site: Site,
  path: string,
  query: URLSearchParams,
): Promise<BuilderAnswer | null> {
  if (site.charts.length === 0) return null
  const { text, request, problems } = readBuilder(site, query)
  const found = request === null ? { problems } : await findList(site, request, text)
  const page = createBuilderPage(site, { text, search: writeQuery(text), ...found })
  if ('problems' in found && path !== '/builder/') {
    const bytes = `${JSON.stringify({ problems: found.problems })}\n`
    return { status: 400, file: { address: page.address, type: jsonType, bytes } }
  }
  for (const file of renderFiles(site, page))
    if (file.address === path)
      return { status: 'problems' in found ? 400 : 200, file: await completeFile(file) }
  return null
}

/** The parameters as they are in an address, in the order of the form. */
function writeQuery(text: BuilderText): string {
  const query = new URLSearchParams()
  for (const field of builderFields) if (text[field] !== undefined) query.set(field, text[field])
  return query.size === 0 ? '' : `?${query}`
}

/** The answer of the insight, or what is wrong with the parameters. */
async function findList(
  site: Site,
  request: BuilderRequest,
  text: BuilderText,
): Promise<{ list: BuilderList } | { problems: BuilderProblem[] }> {
  const { chart, of, from, to, points, bonus_at_one, limit } = request
  const given = {
    chart: `${chart.source}/${chart.chart}`,
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    points,
    bonus_at_one: String(bonus_at_one),
    limit: String(limit),
  }
  try {
    const { warehouse, now, findRestriction } = site
    const answer = await runInsight(warehouse, builderInsights[of], given, { now, findRestriction })
    const songs = of === 'songs' ? answer.rows.map(({ recording_id }) => String(recording_id)) : []
    return { list: { request, answer, credits: await readCreditsById(warehouse, chart.source, songs) } }
  } catch (error) {
    // What depends on the content of the chart is known only now.
    const field = error instanceof HitparadeError ? findField(error, text) : null
    if (field === null) throw error
    return { problems: [{ field, problem: (error as HitparadeError).message }] }
  }
}

/** The field that has to change; null for an error that no field can prevent. */
function findField({ code, details }: HitparadeError, text: BuilderText): BuilderProblem['field'] {
  if (code === 'NoIssue') return text.span === undefined ? 'from' : 'span'
  if (code === 'NotAvailable') return details.need === 'metric' ? 'points' : 'of'
  return null
}
