import type { FileProblem } from '../../../doctor/inspect-curated.ts'
import type { PartialSnapshot } from '../../../doctor/partial-snapshots.ts'
import type { Finding } from '../../../domain/finding.ts'
import { parseCuratedKey } from '../../../domain/keys.ts'
import { isStored } from '../../../storage/is-stored.ts'
import { locateObject } from '../../../storage/locate-object.ts'
import type { ObjectStore, Stores } from '../../../storage/store.ts'
import { pluralize } from '../../../terminal/print.ts'
import { TRANSFORM_VERSION } from '../../../transform/transform-version.ts'
import { listFirst } from './list-first.ts'
import { storeAgain } from './raw-findings.ts'

/** A finding for each raw object with damaged curated files or partial snapshots, and for each other damaged file. */
export async function curatedFindings(
  stores: Stores,
  problems: FileProblem[],
  partial: PartialSnapshot[],
): Promise<Finding[]> {
  const newer = problems.filter(isOfNewerTransform)
  const others = problems.filter((problem) => !newer.includes(problem))
  const damaged = describeDamage(others, partial)
  const repairs = listFirst([...damaged], (more) => ({
    finding: `${pluralize(more, 'more raw object')} with damaged curated files`,
    next: 'repair all with `hitparade reprocess`',
  }))
  const findings: Finding[] = []
  for (const repair of repairs)
    findings.push('finding' in repair ? repair : await repairFinding(stores.raw, ...repair))
  const rest = others.filter(({ rawKey }) => rawKey === null)
  return [
    ...newerFindings(newer),
    ...findings,
    ...rest.map((problem) => fileFinding(stores.curated, problem)),
  ]
}

/** What is wrong with the curated files of each raw object, by raw key. */
function describeDamage(problems: FileProblem[], partial: PartialSnapshot[]): Map<string, string> {
  const damage = new Map<string, string>()
  for (const { rawKey, key, detail } of problems) {
    if (rawKey === null) continue
    const [table = ''] = key.split('/')
    const before = damage.get(rawKey)
    damage.set(rawKey, `${before === undefined ? 'curated files' : `${before};`} ${table}: ${detail}`)
  }
  const parts = new Map<string, PartialSnapshot[]>()
  for (const each of partial) {
    const others = parts.get(each.raw_key)
    if (others === undefined) parts.set(each.raw_key, [each])
    else others.push(each)
  }
  for (const [rawKey, [first, ...others]] of parts) {
    const more = others.length === 0 ? '' : ` and ${pluralize(others.length, 'more issue')}`
    const part = `only a part of ${first?.chart} ${first?.chart_date}${more} is in the warehouse`
    const before = damage.get(rawKey)
    damage.set(rawKey, before === undefined ? part : `${before}; ${part}`)
  }
  return damage
}

async function repairFinding(raw: ObjectStore, rawKey: string, damage: string): Promise<Finding> {
  const finding = `${rawKey}: ${damage}`
  if (await isStored(raw, rawKey, ['processed', 'to_process']))
    return { finding, next: `\`hitparade reprocess ${rawKey}\`` }
  return {
    finding,
    next: `its raw object is not in ${raw.address}: delete its damaged files and copy them again with \`hitparade pull --all\`, or ${storeAgain(rawKey)}`,
  }
}

function isOfNewerTransform({ key }: FileProblem): boolean {
  return (parseCuratedKey(key)?.transform_version ?? 0) > TRANSFORM_VERSION
}

function newerFindings(newer: FileProblem[]): Finding[] {
  const [first] = newer
  if (first === undefined) return []
  const finding = `${pluralize(newer.length, 'curated file')} from a newer version of hitparade, e.g. ${first.key}`
  return [{ finding, next: 'upgrade hitparade on this machine, then run `hitparade load`' }]
}

/** A file that is not made from a raw object. */
function fileFinding(curated: ObjectStore, { key, kind, detail }: FileProblem): Finding {
  const [table = ''] = key.split('/')
  const finding = `curated file ${key}: ${detail}`
  const path = locateObject(curated, key)
  if (kind === 'foreign') return { finding, next: `move ${path} elsewhere, then run \`hitparade rebuild\`` }
  const source =
    kind === 'missing' ? 'restore it from a backup' : `restore it from a backup or delete ${path}`
  return {
    finding,
    next: `${source}, then run \`hitparade rebuild\`; without a backup, ${lostRows[table] ?? ''}`,
  }
}

/** What is lost with a curated file that no raw object can replace. */
const lostRows: Record<string, string> = {
  runs: 'only the record of that run is lost',
  settings:
    'repeat the approval, join, split or purge that it records; a load writes those of the configuration again',
}
