/** The program of a Chromium on this machine; null if there is none. */
export function findChromium(): string | null
