import { expect, test } from 'vitest'
import { sharedDate } from '../../src/sources/playlists/shared-date.ts'

test('a day is that of a playlist where nine of ten songs were added on it', () => {
  const playlist = (...dates: (string | null)[]) => ({
    ...{
      id: null,
      name: null,
      version: null,
      url: null,
      total: null,
      next: null,
      states_next: true,
      offset: null,
    },
    items: dates.map((date) => ({ added_at: date === null ? null : `${date}T10:00:00Z` })),
  })
  const nine = Array.from({ length: 9 }, () => '2024-01-05')
  expect(sharedDate([playlist(...nine, '2023-12-01')])).toBe('2024-01-05')
  expect(sharedDate([playlist(...nine.slice(1), null, '2023-12-01')])).toBeNull()
  expect(sharedDate([playlist(...nine), playlist('2024-01-05')])).toBe('2024-01-05')
  expect(sharedDate([playlist(...nine), playlist('2024-01-06')])).toBeNull()
  expect(sharedDate([playlist(...nine), playlist(null)])).toBeNull()
  expect(sharedDate([playlist()])).toBeNull()
})
