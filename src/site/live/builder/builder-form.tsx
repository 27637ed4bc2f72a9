import type { Child } from 'hono/jsx'
import { formatChartName } from '../../../domain/chart-name.ts'
import { formatNumber } from '../../format-values.ts'
import type { Site } from '../../site.ts'
import {
  type BuilderField,
  type BuilderProblem,
  type BuilderRequest,
  type BuilderText,
  builderInsights,
  listPointsRules,
  mostRows,
} from './read-builder.ts'

/** What an issue gives, by the points rule. */
const ruleWords: Record<string, string> = {
  inverse: 'chart size + 1 − position',
  log: 'ln(chart size + 1) − ln(position)',
  power: '1 ÷ √position',
  reciprocal: '1 ÷ position',
  metric: 'what the source measured, such as streams',
}

const sums = {
  songs: 'A song has the sum over its issues.',
  artists: 'An artist has the sum over all songs that credit the artist.',
  albums: 'An album has the sum over its songs.',
}

/** The rule of a list as sentences. */
export function describeRule({ of, points, bonus_at_one }: BuilderRequest): string {
  const bonus = bonus_at_one === 0 ? '' : `, and ${formatNumber(bonus_at_one)} more at no. 1`
  const share =
    points === 'metric'
      ? ''
      : ' The points share divides the points by those of no. 1, so it compares charts of different sizes.'
  return `An issue gives ${ruleWords[points] ?? points}${bonus}. ${sums[of]}${share}`
}

interface BuilderFormProps {
  site: Site
  text: BuilderText
  problems: BuilderProblem[]
  action: string
}

/** The form. It needs no script: it leads to the address with the chosen parameters. */
export function BuilderForm({ site, text, problems, action }: BuilderFormProps) {
  const field = (name: BuilderField) => ({
    name,
    value: text[name] ?? '',
    problem: problems.find((each) => each.field === name)?.problem ?? null,
  })
  const others = problems.filter(({ field: name }) => name === null)
  const charts = site.charts.map((chart) => {
    const name = formatChartName(chart)
    const { chart_name, first_date, last_date } = chart
    return { value: name, words: `${chart_name} (${name}), ${first_date} to ${last_date}` }
  })
  const rules = listPointsRules().map((rule) => ({
    value: rule,
    words: `${rule}: ${ruleWords[rule] ?? ''}`,
  }))
  return (
    <form class="builder" action={action} method="get">
      {others.map(({ problem }) => (
        <p class="problem">{problem}</p>
      ))}
      <Select {...field('chart')} label="Chart" choices={charts} />
      <Select
        {...field('of')}
        label="List of"
        choices={Object.keys(builderInsights).map((value) => ({ value, words: value }))}
      />
      <Input {...field('span')} label="Year, decade or month" placeholder="1994, 1990s or 1994-06" />
      <Input {...field('from')} label="First day" placeholder="YYYY-MM-DD" />
      <Input {...field('to')} label="Last day" placeholder="YYYY-MM-DD" />
      <Select {...field('points')} label="Points of an issue" choices={rules} />
      <Input {...field('bonus_at_one')} label="Bonus at no. 1" placeholder="0" />
      <Input {...field('limit')} label={`Rows, at most ${mostRows}`} placeholder="20" />
      <button class="submit" type="submit">
        Show the list
      </button>
    </form>
  )
}

interface FieldProps {
  name: BuilderField
  label: string
  value: string
  problem: string | null
}

/** What a control needs so that a problem is read together with it. */
function describe({ name, problem }: FieldProps) {
  return {
    id: `builder-${name}`,
    name,
    ...(problem === null ? {} : { 'aria-invalid': 'true', 'aria-describedby': `builder-${name}-problem` }),
  } as const
}

function Labelled({ field: { name, label, problem }, children }: { field: FieldProps; children: Child }) {
  return (
    <p>
      <label for={`builder-${name}`}>{label}</label>
      {children}
      {problem === null ? null : (
        <span class="problem" id={`builder-${name}-problem`}>
          {label}: {problem}
        </span>
      )}
    </p>
  )
}

function Input({ placeholder, ...field }: FieldProps & { placeholder: string }) {
  return (
    <Labelled field={field}>
      <input
        {...describe(field)}
        type="text"
        value={field.value}
        placeholder={placeholder}
        maxlength={40}
        autocomplete="off"
      />
    </Labelled>
  )
}

function Select({ choices, ...field }: FieldProps & { choices: { value: string; words: string }[] }) {
  return (
    <Labelled field={field}>
      <select {...describe(field)}>
        {choices.map(({ value, words }) => (
          <option value={value} selected={value === field.value}>
            {words}
          </option>
        ))}
      </select>
    </Labelled>
  )
}
