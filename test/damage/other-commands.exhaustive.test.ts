import { describe } from 'vitest'
import { cutFiles, describeCommands } from './describe-commands.ts'

describe('with a file of any kind cut in half', () => {
  describeCommands(cutFiles)
})
