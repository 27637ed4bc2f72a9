import { join } from 'node:path'
import { asSingleProcess } from '../warehouse/single-process.ts'

/**
 * Runs `work` as the only schedule of a data directory. It is another lock than that of the warehouse, so that other
 * commands can write meanwhile. Throws code `Busy` if there is another schedule.
 */
export function asSingleSchedule<T>(data_dir: string, work: () => Promise<T>): Promise<T> {
  const place = {
    folder: join(data_dir, 'schedule'),
    what: `runs a schedule of ${data_dir}`,
    path: data_dir,
    advice: 'stop it first, or use another data directory',
  }
  return asSingleProcess(place, work)
}
