import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exportFormats } from '../../src/export/write-export.ts'
import { hitparade } from '../support/cli.ts'
import { addCharts, addSpotifyChart, type Case, describeCases, useFolder } from './support/cases.ts'

const folder = useFolder(async (created) => {
  await addCharts(created)
  await addSpotifyChart(created)
})

const cases: Case[] = [
  {
    does: 'refuses an address that is not in S3, and makes no folder of that name',
    line: 'export --out gs://bucket/charts',
    code: 2,
    err: /cannot export to gs:\/\/bucket\/charts[\s\S]*s3:\/\/bucket\/prefix/,
  },
  {
    does: 'writes the tables for BI tools into a folder, without computed columns of Spotify data',
    line: 'export',
    code: 0,
    out: /hitparade-export\/chart_entries\.parquet","rows":452,[\s\S]*hitparade\.pbids/,
    err: /19 computed columns \(movement, status, …\) are empty: insights are disabled for spotify data/,
  },
  {
    does: 'writes one chart as a workbook, with files that open it in Tableau and Power BI',
    line: 'export --chart brazil-top-50 --from 2026-01-02 -o books/brazil.xlsx',
    code: 0,
    out: /books\/brazil\.xlsx"[\s\S]*books\/brazil\.tds"[\s\S]*books\/brazil\.pbids"/,
  },
  {
    does: 'writes an insight in the format of the file extension',
    line: 'export --insight chart --chart brazil-top-50 --limit 5 --out five.csv',
    code: 0,
    out: /five\.csv","rows":5,/,
  },
  {
    does: 'writes an insight as a workbook by default',
    line: 'export --insight climbers --limit=3',
    code: 0,
    out: /climbers\.xlsx","rows":\d+,/,
  },
  {
    does: 'fails for an insight of Spotify data until its terms are accepted',
    line: 'export --insight chart --chart mine',
    code: 1,
    err: /"acceptTerms": true/,
  },
  {
    does: 'fails to overwrite a file without --force',
    line: 'export --out days.csv --insight chart',
    code: 2,
    err: /--force/,
  },
  {
    does: 'suggests --insight for the name of an insight',
    line: 'export climbers',
    code: 2,
    err: /did you mean --insight climbers/,
  },
  {
    does: 'suggests --out for a path',
    line: 'export all.xlsx',
    code: 2,
    err: /did you mean --out all\.xlsx/,
  },
  {
    does: 'fails to write seven tables into a single CSV',
    line: 'export --out all.csv',
    code: 2,
    err: /a single \.csv file cannot contain all tables/,
  },
  {
    does: 'fails for a file extension that is no format',
    line: 'export --out all.pdf',
    code: 2,
    err: /--out all\.pdf: \.pdf is not an export format; use \.xlsx or \.duckdb, or a folder/,
  },
  {
    does: 'fails for an insight with a file extension that is no format',
    line: 'export --insight chart --out chart.pdf',
    code: 2,
    err: /\.pdf is not an export format; use \.parquet, \.csv, \.xlsx or \.duckdb/,
  },
  {
    does: 'fails for a format that contradicts the file extension',
    line: 'export --out all.xlsx --format csv',
    code: 2,
    err: /has the extension of xlsx, but --format is csv/,
  },
  {
    does: 'fails for a parameter without an insight',
    line: 'export --limit 5',
    code: 2,
    err: /no parameter limit without --insight/,
  },
  {
    does: 'suggests the chart with a similar name',
    line: 'export --chart brasil-top-50 --out none',
    code: 2,
    err: /did you mean brazil-top-50/,
  },
  {
    does: 'fails for a period without an issue',
    line: 'export --from 2026-02-01 --out none',
    code: 1,
    err: /range from 2026-01-01 to 2026-01-03/,
  },
  {
    does: 'fails for a period that ends before it begins',
    line: 'export --from 2026-01-03 --to 2026-01-01 --out none',
    code: 2,
    err: /is after/,
  },
]

describeCases('export', folder, cases)

describe('an export in another time zone', () => {
  const zones = ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kathmandu']

  it.each(exportFormats)(
    'has the same bytes as %s',
    async (format) => {
      const files: Buffer[] = []
      for (const zone of zones) {
        const out = `${zone.replace('/', '-')}/chart.${format}`
        const args = ['export', '--insight', 'chart', '--chart', 'brazil-top-50', '--out', out]
        expect(await hitparade(args, folder.path(), { TZ: zone })).toMatchObject({ code: 0 })
        files.push(await readFile(join(folder.path(), out)))
      }
      // A boolean: to print the difference of two files takes minutes.
      expect(files.map((file) => file.equals(files[0] as Buffer))).toEqual(zones.map(() => true))
    },
    60_000,
  )
})
