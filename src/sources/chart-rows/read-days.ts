import { UnreadableError } from '../../domain/errors.ts'
import { DAY_MS, epochDays, isoDate } from '../../domain/time.ts'

/** Which of the first two numbers of `1/3/2026` is the month. */
export type DayOrder = 'dmy' | 'mdy'

export interface Day {
  /** Days since 1970-01-01. */
  days: number
  /** True for the last day of a range. */
  isRange: boolean
}

const SEPARATOR = '([-./_])'
const TIME = '(?:[T _]\\s*\\d.*)?'
const YEAR_FIRST = new RegExp(`^(\\d{4})${SEPARATOR}(\\d{1,2})\\2(\\d{1,2})${TIME}$`)
const YEAR_LAST = new RegExp(`^(\\d{1,2})${SEPARATOR}(\\d{1,2})\\2(\\d{4})${TIME}$`)
const COMPACT = new RegExp(`^(\\d{4})(\\d\\d)(\\d\\d)${TIME}$`)
const EPOCH = /^\d{10}$/
/** 2008-01-01 in seconds. */
const FIRST_EPOCH = 1_199_145_600

/** Two days with a sign or a word between them. */
const RANGE =
  /^(\d{4}[-./_]\d{1,2}[-./_]\d{1,2}|\d{1,2}[-./_]\d{1,2}[-./_]\d{4}|\d{8})(?:\s*(?:--|–|—|\.\.|\/)\s*|\s+(?:-|to|until|through)\s+|_to_)(\d{4}[-./_]\d{1,2}[-./_]\d{1,2}|\d{1,2}[-./_]\d{1,2}[-./_]\d{4}|\d{8})$/

/**
 * The day that a text names, as the value of a column, in every spelling that can mean one day only: `2026-01-05`,
 * `2026/1/5`, `20260105`, `5 January 2026`, seconds since 1970 from 2008 on, each of them with a time, and a range,
 * which is its last day. `1/3/2026` needs the order. Null for any other text.
 */
export function readDay(text: string, order: DayOrder | null = null): Day | null {
  const given = text.trim()
  const range = given.length > 10 ? RANGE.exec(given) : null
  if (range === null) {
    const days = epochDays(given) ?? readSpelling(given, order)
    return days === null ? readNamedRange(given) : { days, isRange: false }
  }
  const [first, last] = range.slice(1).map((each) => readSpelling(each, order))
  return first == null || last == null || first > last ? null : { days: last, isRange: true }
}

function readSpelling(text: string, order: DayOrder | null): number | null {
  const [, year, , month, day] = YEAR_FIRST.exec(text) ?? []
  if (year !== undefined) return createDay(year, month, day)
  const compact = COMPACT.exec(text)
  if (compact !== null) return createDay(compact[1], compact[2], compact[3])
  if (EPOCH.test(text)) return Number(text) < FIRST_EPOCH ? null : Math.floor((Number(text) * 1000) / DAY_MS)
  const either = readEither(text)
  if (either === null) return readMonthName(text)
  if (order !== null) return either[order]
  if (either.dmy === null || either.mdy === null) return either.dmy ?? either.mdy
  return either.dmy === either.mdy ? either.dmy : null
}

/** The two days that `1/3/2026` may be, each null where there is no such day; null for another text. */
function readEither(text: string): Record<DayOrder, number | null> | null {
  const [, first, , second, year] = YEAR_LAST.exec(text) ?? []
  if (first === undefined) return null
  return { dmy: createDay(year, second, first), mdy: createDay(year, first, second) }
}

function createDay(year = '', month = '', day = ''): number | null {
  return epochDays(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?'
const WEEKDAY = '(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\\.?,?\\s+)?'
const DAY_FIRST = `(\\d{1,2})(?:st|nd|rd|th)?[\\s-]+(?:of\\s+)?${MONTH},?[\\s-]+(\\d{4})`
const MONTH_FIRST = `${MONTH}[\\s-]+(\\d{1,2})(?:st|nd|rd|th)?,?[\\s-]+(\\d{4})`
const NAMED_DAY_FIRST = new RegExp(`^${WEEKDAY}${DAY_FIRST}$`, 'i')
const NAMED_MONTH_FIRST = new RegExp(`^${WEEKDAY}${MONTH_FIRST}$`, 'i')

/** `Saturday, 22 August 2026`, `Aug 22, 2026` or `22-Aug-2026`. */
function readMonthName(text: string): number | null {
  const dayFirst = NAMED_DAY_FIRST.exec(text)
  const monthFirst = NAMED_MONTH_FIRST.exec(text)
  const [day, month, year] = dayFirst?.slice(1) ?? [monthFirst?.[2], monthFirst?.[1], monthFirst?.[3]]
  if (month === undefined) return null
  return createDay(year, String(MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1), day)
}

/** A sign or a word between two days whose months have names. */
const BETWEEN = /\s*[–—]\s*|\s+(?:-|--|to|until|through)\s+/i

/** `26 January 2024 - 1 February 2024`, `Jan 26 – Feb 1, 2024` or `5 to 11 January 2024`: the first day may lack what the last one has. */
function readNamedRange(text: string): Day | null {
  const [first, last, more] = text.split(BETWEEN)
  if (first === undefined || last === undefined || more !== undefined) return null
  const end = readMonthName(last)
  if (end === null) return null
  const [year, month] = [last.slice(-4), new RegExp(MONTH, 'i').exec(last)?.[0]]
  const start =
    readMonthName(first) ??
    // The year is that of the last day, or the one before it.
    [Number(year), Number(year) - 1]
      .flatMap(
        (each) => readMonthName(`${first}, ${each}`) ?? readMonthName(`${first} ${month}, ${each}`) ?? [],
      )
      .find((days) => days <= end)
  return start === undefined || start > end ? null : { days: end, isRange: true }
}

/** Texts within a note that may be days. */
const WITHIN = new RegExp(
  `(?<![\\d./_-])(?:\\d{4}${SEPARATOR}\\d{1,2}\\1\\d{1,2}|\\d{1,2}([-./_])\\d{1,2}\\2\\d{4}|(?:19|20)\\d{6})(?![\\d./_-]*\\d)|(?<!\\d)${DAY_FIRST}(?!\\d)|(?<![a-z])${MONTH_FIRST}(?!\\d)`,
  'gi',
)

/** The different days that a note names, in its order. */
export function findDays(note: string, order: DayOrder | null = null): number[] {
  const days = [...note.matchAll(WITHIN)].map(([text]) => readSpelling(text, order))
  return [...new Set(days.filter((each) => each !== null))]
}

/** Where a text names days whose months have names. */
export function findNamedMonths(text: string): { start: number; end: number }[] {
  return [...text.matchAll(WITHIN)].flatMap(({ 0: day, index }) =>
    readMonthName(day) === null ? [] : [{ start: index, end: index + day.length }],
  )
}

/** What the values of a file, or several files, show about the order of day and month. */
export interface DaySurvey {
  /** A first number above 12: the day is first. */
  dayFirst: boolean
  monthFirst: boolean
  /** The first value that can be two days. */
  ambiguous: string | null
}

/** Examines values of date columns and dates in file names. */
export function surveyDays(texts: Iterable<string>): DaySurvey {
  const survey: DaySurvey = { dayFirst: false, monthFirst: false, ambiguous: null }
  for (const text of texts) {
    for (const part of RANGE.exec(text.trim())?.slice(1) ?? [text.trim()]) {
      const either = readEither(part)
      if (either === null) continue
      const { dmy, mdy } = either
      if (dmy === null && mdy !== null) survey.monthFirst = true
      else if (mdy === null && dmy !== null) survey.dayFirst = true
      else if (dmy !== mdy) survey.ambiguous ??= part
    }
  }
  return survey
}

/** The order that all values share; null where none shows it, or where two of them differ. */
export function decideDayOrder(surveys: DaySurvey[]): DayOrder | null {
  const dayFirst = surveys.some((survey) => survey.dayFirst)
  const monthFirst = surveys.some((survey) => survey.monthFirst)
  if (dayFirst === monthFirst) return null
  return dayFirst ? 'dmy' : 'mdy'
}

/** The error for a day that can be read in two ways. */
export function createAmbiguousDay(text: string): UnreadableError {
  const { dmy, mdy } = readEither(text) ?? { dmy: null, mdy: null }
  const [first, second] = [mdy, dmy].map((days) => (days === null ? 'no day' : isoDate(days)))
  return new UnreadableError(`${text} is ${first} (month first) or ${second} (day first)`, {
    advice: 'pass --dates mdy or --dates dmy',
  })
}
