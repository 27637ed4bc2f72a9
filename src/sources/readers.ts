import { readChartCsv } from './read-chart-csv.ts'
import { readChartNdjson } from './read-chart-ndjson.ts'
import { readDeezer } from './read-deezer.ts'
import { readSpotify } from './read-spotify.ts'
import type { Reader } from './source.ts'

/** Readers by the name that stands in the raw object's header. */
export const readers: Readonly<Record<string, Reader>> = {
  'chart-csv': readChartCsv,
  'chart-ndjson': readChartNdjson,
  deezer: readDeezer,
  spotify: readSpotify,
}
