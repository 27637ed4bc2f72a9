import { describe } from 'vitest'
import { cutFiles, describeCommands } from './describe-commands.ts'

/** `other-commands.exhaustive.test.ts` has all. */
describe('with a file of some kind cut in half', () => {
  describeCommands(cutFiles.filter((_, index) => index % 5 === 0))
})
