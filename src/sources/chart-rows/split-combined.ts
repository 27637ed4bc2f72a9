/** The parts of `Artist - Title`: a name has the sign without blanks, a title may have it with them. Null for another text. */
export function splitCombined(text: string): { artist: string; song: string } | null {
  const [, artist, song] = /^(.+?)\s+[-–—]\s+(.+)$/s.exec(text.trim()) ?? []
  return artist === undefined || song === undefined ? null : { artist, song }
}
