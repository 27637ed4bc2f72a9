import { describeImportOrder } from '../support/warehouse/import-order.ts'

// `import-order.exhaustive.test.ts` has more, also over recorded charts.
describeImportOrder(['in two halves, the newer first'])
