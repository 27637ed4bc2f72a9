export function buildIfNeeded(options?: { types?: boolean }): Promise<void>
