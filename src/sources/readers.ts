import { readChartCsv } from './chart-csv/read-chart-csv.ts'
import { readChartNdjson } from './chart-ndjson/read-chart-ndjson.ts'
import { readDeezer } from './deezer/read-deezer.ts'
import type { Reader } from './source.ts'
import { readSpotify } from './spotify/read-spotify.ts'

/** Readers by the name that stands in the raw object's header. */
export const readers: Readonly<Record<string, Reader>> = {
  'chart-csv': readChartCsv,
  'chart-ndjson': readChartNdjson,
  deezer: readDeezer,
  spotify: readSpotify,
}
