/** One run's HTTP: counts what it asks and receives, and waits for no longer than the run's budget. */
export interface HttpSession {
  /** Requests made so far, retries included. */
  readonly requests: number
  /** Bytes of the bodies received so far. */
  readonly bytes: number
}
