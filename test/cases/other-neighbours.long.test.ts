import { describeCases, readCases, takeHalf } from './support/describe-cases.ts'

describeCases(takeHalf(readCases(), 1), (step) => step.neighbour === true)
