import { describeImportOrder } from '../support/warehouse/import-order.ts'

describeImportOrder(['the last file first', 'in two halves, the newer first'], { configured: true })
