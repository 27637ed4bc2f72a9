import { describeSameAnswers } from '../../support/stand-ins/same-answers.ts'

describeSameAnswers('databend')
