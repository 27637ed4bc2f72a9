import { describeCases, readCases } from './support/describe-cases.ts'

describeCases(readCases(), (step) => step.neighbour !== true)
