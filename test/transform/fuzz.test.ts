import { describeFuzz } from '../support/fuzz/describe-fuzz.ts'

// `fuzz.exhaustive.test.ts` has more.
describeFuzz({ batch: 400, charts: 120 })
