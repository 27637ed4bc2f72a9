import { describeSameAnswers } from '../../support/same-answers.ts'

describeSameAnswers('databend')
