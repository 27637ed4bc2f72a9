import { describeFuzz } from '../support/fuzz/describe-fuzz.ts'

describeFuzz({ batch: 1500, charts: 500 })
