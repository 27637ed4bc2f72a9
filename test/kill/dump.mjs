import { listInsights, runInsight } from '../../dist/insights/run-insight.js'
import { coreModels } from '../../dist/models/core-models.js'

/** All of core and the answer of every insight, as text. */
export async function dump(warehouse) {
  const parts = []
  for (const { name } of coreModels()) {
    const { columns, rows } = await warehouse.query(`select * from core.${name} order by all`)
    parts.push(`core.${name}`, columns.join(), ...rows.map((row) => JSON.stringify(row)))
  }
  for (const { name, parameters } of listInsights()) {
    const given = parameters.some((parameter) => parameter.name === 'song')
      ? { song: await anySong(warehouse) }
      : {}
    parts.push(`insights.${name}`, ...(await getAnswer(warehouse, name, given)))
  }
  return `${parts.join('\n')}\n`
}

/** The rows of an insight, or why the source cannot answer it. */
async function getAnswer(warehouse, name, given) {
  try {
    const answer = await runInsight(warehouse, name, given, { now: '2026-03-08T00:00:00.000Z' })
    return [answer.coverage, ...answer.rows].map((row) => JSON.stringify(row))
  } catch (error) {
    if (error.code !== 'NotAvailable') throw error
    return [error.message]
  }
}

async function anySong(warehouse) {
  const { rows } = await warehouse.query(
    'select min(song_id) as song_id from core.chart_history where position = 1',
  )
  return String(rows[0]?.song_id)
}
