import { describeAllInputs, readCases, takePart } from './support/describe-cases.ts'

describeAllInputs(takePart(readCases(), 1, 2))
