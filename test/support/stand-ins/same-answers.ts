import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultChartQuery, isLifted } from '../../../src/cloud/snowflake/objects/insight-views.ts'
import type { ModelObject } from '../../../src/cloud/snowflake/objects/model-objects.ts'
import { toSnowflake } from '../../../src/cloud/snowflake/snowflake-dialect.ts'
import type { Insight } from '../../../src/insights/insight-header.ts'
import { listInsights, readInsight } from '../../../src/insights/run-insight.ts'
import { inlineBiTables } from '../../../src/models/bi-tables.ts'
import { listChecks } from '../../../src/models/list-checks.ts'
import { readVersions } from '../../../src/site/data/data-versions.ts'
import { renderFiles } from '../../../src/site/render-files.ts'
import { routes } from '../../../src/site/routes.ts'
import { openSite } from '../../../src/site/site.ts'
import type { ObjectStore } from '../../../src/storage/store.ts'
import type { ResultRow, Warehouse } from '../../../src/warehouse/warehouse.ts'
import { createContext } from '../../site/demo-site.ts'
import { recordedWarehouse, recordings } from '../fixtures/recorded.ts'
import { smallQuestions, smallWorld } from '../fixtures/small-world.ts'
import { takeSome } from '../samples.ts'
import { allObjects } from '../snowflake/objects.ts'
import { answersTo, now } from '../warehouse/answers.ts'
import { overEverything, scopeNames } from '../warehouse/everything.ts'
import { ask, getQuery, keep, landAll, openLanding, spelled } from './stand-in-warehouse.ts'
import { lackOfStandIn, type StandIn, type StandInName } from './stand-ins.ts'

interface World {
  warehouse: Warehouse
  curated: ObjectStore
  close(): Promise<void>
}

/** What a stand-in cannot run, by the name of the test, and why. One that does run must be taken off the list. */
const beyond: Record<StandInName, Record<string, string>> = {
  fakesnow: {
    freshness: 'takes integer for bigint, which its engine adds to no date',
    'insights.freshness': 'takes integer for bigint, which its engine adds to no date',
  },
  databend: {
    collaborations:
      'finds no row where one of two columns is the artist and both are joined; the view asks for none',
  },
}

const recordedQuestions = [
  { chart: 'top-50-global', song: '47EiUVwUp4C9fGccaPuUCS', artist: 'Bad Bunny', with: '2020', limit: '50' },
  {
    chart: 'top-50-global',
    on: '2021-01-15',
    from: '2020-12-01',
    runs: 'whole',
    points: 'log',
    per: 'month',
    across_gaps: 'true',
  },
  { chart: 'top-50-brazil', limit: '10' },
]

const recordedWorld = async (): Promise<World> => {
  const imports = await recordedWarehouse()
  return { warehouse: imports, curated: imports.curated, close: async () => {} }
}

const worlds = [
  { title: 'a small invented world', open: smallWorld as () => Promise<World>, questions: smallQuestions },
  ...(recordings === ''
    ? []
    : [{ title: 'the recorded histories', open: recordedWorld, questions: recordedQuestions }]),
]

const { models } = await allObjects
const kept = models.filter(({ name }) => /^(core|bi)\./.test(name))
const ofInsights = models.filter(({ name }) => name.startsWith('insights.'))

/** Holds every model, check and insight on a stand-in against DuckDB's rows. */
export function describeSameAnswers(name: StandInName): void {
  for (const { title, open, questions } of worlds) {
    // Databend needs many minutes for recorded histories, which fakesnow has.
    if (name === 'databend' && open !== smallWorld) continue
    describe(title, { timeout: 180_000 }, () => {
      let world: World
      beforeAll(async () => {
        world = await open()
      })
      afterAll(() => world.close())

      describe(`on ${name} gives what DuckDB gives`, () => {
        const lack = lackOfStandIn(name)
        if (lack !== null) {
          if (!process.env.CI) console.error(lack)
          test.runIf(process.env.CI)('needs it installed', () => expect.fail(lack))
          test.skipIf(process.env.CI)(lack, () => {})
          return
        }
        let standIn: StandIn
        const answered: Answered = new Map()
        beforeAll(async () => {
          standIn = await openLanding(name)
          await landAll(standIn, world.curated)
        })
        afterAll(() => standIn?.close())

        // Recorded histories show that some run on much data; the small world has all.
        const choose = <T>(all: readonly T[], first: number) =>
          open === smallWorld ? all : takeSome(all, 2, first)

        const able = (what: string, body: () => Promise<void>) =>
          test(what, async () => {
            if (beyond[name][what] === undefined) return body()
            await expect(body(), `${what} runs on ${name}: take it off the list`).rejects.toThrow()
          })

        // In order: each reads those before it, as tables.
        for (const object of kept) {
          able(object.name, async () => {
            await keep(standIn, object)
            const theirs = await standIn.query(`select * from ${object.name}`)
            const ours = await world.warehouse.query(toLocalText(object))
            expect(theirs.columns).toEqual(ours.columns)
            expect(sorted(theirs.rows)).toEqual(sorted(ours.rows))
          })
        }

        for (const check of listChecks()) {
          able(`checks.${check.name}`, async () => {
            const theirs = await standIn.query(spelled(name, check.sql))
            const ours = await world.warehouse.query(overEverything(check.sql))
            expect(sorted(theirs.rows)).toEqual(sorted(ours.rows))
          })
        }

        for (const [index, insight] of choose([...listInsights().entries()], 0)) {
          able(insight.name, async () => {
            const sample = takeSample(name, index, questions)
            const ours = await answersTo(insight, world.warehouse, sample)
            const theirs = await answersTo(
              insight,
              createQuerier(standIn, insight, world.warehouse, answered),
              sample,
            )
            expect(theirs).toEqual(ours)
          })
        }

        // One engine and one world are enough for text that is checked against both engines elsewhere.
        if (name === 'fakesnow' && open === smallWorld) {
          able('pages', async () => {
            const theirs = await readPages({
              ...world.warehouse,
              query: (sql, given) => ask(standIn, '', toSnowflake(sql), given),
            })
            expect(theirs).toEqual(await readPages(world.warehouse))
            expect(theirs.length).toBeGreaterThan(ownPages.length)
          })
        }

        // Its defaults are filled in, so it is asked of the local warehouse without a limit.
        for (const object of choose(ofInsights, 1)) {
          able(object.name, async () => {
            const theirs = await ask(standIn, object.name, getQuery(object).replaceAll('sysdate()', instant))
            const ours = await wholeAnswer(world.warehouse, object.name.replace('insights.', ''))
            // What the insight refuses to answer, as the source lacks what it needs, the view answers as far as it can.
            if (ours !== null) expect(theirs.rows).toEqual(ours)
          })
        }
      })
    })
  }
}

/**
 * What an insight is asked on a stand-in. Each takes other ones of many, so that every set is asked of several insights,
 * and the two stand-ins together have nearly all.
 */
function takeSample(name: StandInName, index: number, all: Record<string, string>[]) {
  if (all.length < 4) return all
  return name === 'databend' ? takeSome(all, 4, index) : takeSome(all, 2, index + 1)
}

/** Pages with queries of their own. The others show answers of insights, which are compared above. */
const ownPages = ['issue', 'song', 'artist-year', 'album', 'chart', 'bump', 'pipeline', 'search']

/** The files of one page of some kinds, with their addresses. */
async function readPages(warehouse: Warehouse): Promise<[address: string, bytes: string][]> {
  const site = await openSite(createContext(warehouse))
  const versions = await readVersions(site)
  const files: [string, string][] = []
  for (const kind of routes.filter((each) => ownPages.includes(each.name))) {
    const [first] = await kind.list(site, versions)
    for await (const page of kind.read(site, first === undefined ? [] : [first.parts])) {
      for (const file of renderFiles(site, page))
        if ('bytes' in file) files.push([file.address, file.bytes.toString()])
    }
  }
  return files
}

/** A local warehouse empties the scopes after each load, and the default chart is Snowflake's alone. */
function toLocalText({ name }: ModelObject): string {
  if (name === 'core.default_chart') return defaultChartQuery([])
  const isScope = scopeNames.some((scope) => name === `core.${scope}`)
  return isScope ? overEverything(`select * from ${name}`) : inlineBiTables(`select * from ${name}`)
}

/**
 * The stand-in in the place of the warehouse: also which charts and issues there are is asked of it. Its tables do not
 * change, so what many insights ask is asked once: that is most of the time.
 */
function createQuerier(
  standIn: StandIn,
  insight: Insight,
  warehouse: Warehouse,
  answered: Answered,
): Warehouse {
  return {
    ...warehouse,
    query: (sql, given) => {
      const key = JSON.stringify([sql, given])
      const answer =
        answered.get(key) ?? ask(standIn, sql === insight.sql ? insight.name : '', toSnowflake(sql), given)
      answered.set(key, answer)
      return answer
    },
  }
}

type Answered = Map<string, ReturnType<typeof ask>>

const instant = `cast('${now.slice(0, 19).replace('T', ' ')}' as timestamp)`

/** What the insight says of the chart that is shown where none is named, without a limit. */
async function wholeAnswer(warehouse: Warehouse, name: string): Promise<ResultRow[] | null> {
  const { rows } = await warehouse.query(defaultChartQuery([]))
  const insight = readInsight(name)
  const known = insight.parameters.filter(
    (one) => isLifted(one) || (one.name === 'chart' && one.initial !== 'all'),
  )
  const given = { limit: '1000000000', chart: `${rows[0]?.source}/${rows[0]?.chart}` }
  const set = Object.fromEntries(known.map((one) => [one.name, given[one.name as keyof typeof given]]))
  const [answer] = (await answersTo(insight, warehouse, [set])).values()
  return answer === undefined || typeof answer === 'string' ? null : answer.rows
}

const sorted = (rows: ResultRow[]) => rows.map((row) => JSON.stringify(row)).sort()
