import { describe } from 'vitest'
import { takeSome } from '../support/samples.ts'
import { cutFiles, describeCommands } from './describe-commands.ts'

describe('with a file of some kind cut in half', () => {
  describeCommands(takeSome(cutFiles, 5))
})
