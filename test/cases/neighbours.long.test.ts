import { describeCases, readCases, takeHalf } from './support/describe-cases.ts'

describeCases(takeHalf(readCases(), 0), (step) => step.neighbour === true)
