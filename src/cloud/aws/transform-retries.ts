/** Minutes until a message that has failed is delivered again, after its first, second, … delivery. */
const DELAYS = [1, 5, 15, 30, 60]

/** Deliveries of a message to the transform function before it goes to the failure queue. */
export const MAX_DELIVERIES = DELAYS.length + 1

/**
 * Seconds until a failed message is delivered again. `deliveries` counts from 1; after the last one it is 0, so that SQS
 * moves the message to the failure queue at once. `random` is from 0 to 1: messages that failed together, because S3 did
 * not answer, come back up to a fifth later, at different moments.
 */
export function getRetryDelay(deliveries: number, random: number): number {
  const minutes = DELAYS[deliveries - 1] ?? 0
  return Math.round(minutes * 60 * (1 + random / 5))
}
