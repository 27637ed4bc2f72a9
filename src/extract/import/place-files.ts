import { DAY_MS, isoDate } from '../../domain/time.ts'
import {
  type DayOrder,
  type DaySurvey,
  decideDayOrder,
  surveyDays,
} from '../../sources/chart-rows/read-days.ts'
import { showsHeader, withHeader } from '../../sources/chart-rows/table-refusal.ts'
import type { FileFormat, FileReport } from '../../sources/file-format.ts'
import type { Stores } from '../../storage/store.ts'
import { listDayTokens } from './dates-in-names.ts'
import { createGuessError } from './guessed-day.ts'
import type { ImportContext } from './import-context.ts'
import type { ImportOptions } from './import-report.ts'
import { type PlacedFile, placeFile } from './import-snapshot.ts'
import { addStoredPlaylists, createKnownPlaylists } from './known-playlists.ts'
import type { ImportableFile } from './list-files.ts'
import { type Opener, requireRefusal } from './open-files.ts'

export interface PlacedSlot extends PlacedFile {
  file: ImportableFile
  report: FileReport | null
}

/** A file that was placed, or why it is refused. */
export type Slot = PlacedSlot | string

interface PlaceRequest extends Stores, Pick<ImportContext, 'config'> {
  options: ImportOptions
  formats: FileFormat[]
  now(): string
  open: Opener
}

/** What the first look at a file shows. */
interface Look {
  surveys: DaySurvey[]
  /** Sources whose playlists have ids. */
  sources: string[]
}

/** Places all files of a command: first looks at each, then reads each by what all of them show. */
export async function placeFiles(request: PlaceRequest, files: ImportableFile[]): Promise<Slot[]> {
  const { options, config, open } = request
  const looks: (Look | string)[] = []
  for (const file of files) looks.push(await attempt(() => lookAt(request, file)))
  const found = looks.filter((look) => typeof look !== 'string')
  const order: DayOrder | null = options.dates ?? decideDayOrder(found.flatMap(({ surveys }) => surveys))
  const known = createKnownPlaylists(config.charts)
  const sources = new Set(found.flatMap((look) => look.sources))
  if (sources.size > 0 && options.chart === undefined) await addStoredPlaylists(known, sources, request)
  const tomorrow = isoDate(Math.floor(Date.parse(request.now()) / DAY_MS) + 1)
  const slots: Slot[] = []
  for (const [index, file] of files.entries()) {
    const look = looks[index] as Look | string
    const place = async (): Promise<Slot> => {
      const { name, size, recognised } = await open.open(file)
      const source = options.source ?? recognised.source
      const context = {
        name,
        path: file.path,
        file: recognised,
        source,
        options,
        config,
        known,
        order,
        tomorrow,
      }
      const report = recognised.report ?? null
      const placed = await attempt(async () => placeFile(context, size), report)
      return typeof placed === 'string' ? placed : { ...placed, file, report }
    }
    slots.push(typeof look === 'string' ? look : await attempt(place))
  }
  return refuseSharedGuesses(slots)
}

async function attempt<T>(work: () => Promise<T>, report: FileReport | null = null): Promise<T | string> {
  try {
    return await work()
  } catch (error) {
    return showColumns(error, report)
  }
}

async function lookAt({ options, open }: PlaceRequest, file: ImportableFile): Promise<Look> {
  const { name, recognised } = await open.open(file)
  const surveys = options.dates === undefined ? [surveyDays(listDayTokens(name))] : []
  if (options.dates === undefined && recognised.surveyDays !== undefined)
    surveys.push(recognised.surveyDays())
  const hasIds = recognised.charts?.some(({ id }) => id !== null) ?? false
  return { surveys, sources: hasIds ? [options.source ?? recognised.source] : [] }
}

/** A day that is guessed for one file and is the day of another file of the chart is the day of neither. */
function refuseSharedGuesses(slots: Slot[]): Slot[] {
  const counts = new Map<string, number>()
  const nameDays = ({ header, dates }: PlacedFile) =>
    [...dates].flatMap(([chart, days]) => days.map((day) => `${header.source} ${chart} ${day}`))
  for (const slot of slots) {
    if (typeof slot === 'string') continue
    for (const day of nameDays(slot)) counts.set(day, (counts.get(day) ?? 0) + 1)
  }
  return slots.map((slot) => {
    if (typeof slot === 'string' || !slot.isGuess) return slot
    const most = Math.max(...nameDays(slot).map((day) => counts.get(day) ?? 0))
    if (most < 2) return slot
    const error = createGuessError(slot.header.chart_date ?? '', `${most} files of the chart would get it`)
    return showColumns(error, slot.report)
  })
}

/** A refusal of a table shows its header, which a person needs to name the columns. */
function showColumns(error: unknown, report: FileReport | null): string {
  const reason = requireRefusal(error)
  if (report === null || report.used.length === 0 || showsHeader(error)) return reason
  return withHeader(reason, [...report.used.map(([column]) => column), ...report.unused])
}
