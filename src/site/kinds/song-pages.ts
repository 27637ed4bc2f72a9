import { addresses } from '../addresses.ts'
import { readIssuesAround, readSourceIssues } from '../data/chart-issues.ts'
import { groupRows } from '../data/group-rows.ts'
import {
  readJoinedSongs,
  readMembers,
  readNewestEntries,
  readSongCredits,
  readSongEntries,
} from '../data/song-entries.ts'
import { viewSong } from '../data/song-view.ts'
import type { PageEntry, PageKind } from '../page.ts'
import { createJoinedSongPage } from '../pages/joined-song-page.tsx'
import { createSongPage } from '../pages/song-page.tsx'
import { listSources, type Site } from '../site.ts'

/** Recordings whose entries are in memory at once. */
const recordingsAtOnce = 250

/** One page for each recording that was on a chart, and one for each other id of it, which leads there. */
export const songPages: PageKind = {
  name: 'song',
  pattern: '/songs/:source/:song/',
  async list(site, { songs }) {
    const entries: PageEntry[] = []
    for (const [source, own] of songs) {
      const joined = await readJoinedSongs(site.warehouse, source)
      for (const [song, version] of [...own, ...joined]) {
        const address = addresses.song(source, song)
        if (address !== null) entries.push({ parts: { source, song }, address, version })
      }
    }
    return entries
  },
  async *read(site, wanted) {
    const sources = listSources(site)
    for (const source of new Set(wanted.map((parts) => parts.source ?? ''))) {
      if (!sources.includes(source)) continue
      const recordings = wanted.filter((parts) => parts.source === source).map(({ song = '' }) => song)
      const [only = ''] = recordings
      const issues =
        recordings.length === 1
          ? await readIssuesAround(site.warehouse, source, only)
          : await readSourceIssues(site.warehouse, source)
      for (let start = 0; start < recordings.length; start += recordingsAtOnce) {
        const some = recordings.slice(start, start + recordingsAtOnce)
        yield* readSongs(site, source, some, issues)
        yield* readJoined(site, source, some)
      }
    }
  },
}

async function* readJoined({ warehouse }: Site, source: string, songs: string[]) {
  for (const [song_id, recording_id] of await readJoinedSongs(warehouse, source, songs)) {
    const [address, leadsTo] = [addresses.song(source, song_id), addresses.song(source, recording_id)]
    if (address !== null && leadsTo !== null)
      yield createJoinedSongPage({ source, song_id, recording_id }, address, leadsTo)
  }
}

async function* readSongs(
  site: Site,
  source: string,
  recordings: string[],
  issues: Awaited<ReturnType<typeof readSourceIssues>>,
) {
  const entries = groupRows(await readSongEntries(site.warehouse, source, recordings), readRecording)
  const newest = groupRows(await readNewestEntries(site.warehouse, source, recordings), readRecording)
  const members = await readMembers(site.warehouse, source, recordings)
  const byRecording = groupRows(members, readRecording)
  const names = members
    .filter(({ song_id, recording_id }) => song_id === recording_id)
    .map(({ song_id }) => song_id)
  const credits = names.length === 0 ? new Map() : await readSongCredits(site.warehouse, source, names)
  for (const recording_id of recordings) {
    const address = addresses.song(source, recording_id)
    const view = viewSong(
      site,
      { source, recording_id },
      {
        entries: entries.get(recording_id) ?? [],
        newest: newest.get(recording_id) ?? [],
        members: byRecording.get(recording_id) ?? [],
        credits,
        issues,
      },
    )
    if (address !== null && view !== null) yield createSongPage(view, address)
  }
}

const readRecording = ({ recording_id }: { recording_id: string }) => recording_id
