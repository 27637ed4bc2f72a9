import { toDate } from '../data/epoch-days.ts'
import { describeRun, type SongOnChart } from '../data/song-view.ts'
import { PositionPicture } from './position-picture.tsx'

interface RunPictureProps {
  run: SongOnChart
  song: string
  /** Makes the ids in the picture unique on its page. */
  id: string
}

/** The positions of a song on a chart from its first issue to its last. */
export function RunPicture({ run, song, id }: RunPictureProps) {
  const { issues, entries, newest, chart } = run
  return (
    <PositionPicture
      run={{
        issues: issues.filter(({ chart_date }) => chart_date <= newest.chart_date),
        positions: new Map(entries.map(({ chart_days, position }) => [toDate(chart_days), position])),
      }}
      title={`${song} on ${chart.chart_name}`}
      description={describeRun(run)}
      id={id}
    />
  )
}
