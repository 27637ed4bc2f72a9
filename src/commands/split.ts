import { definePairCommand } from './decide-pair.ts'
import type { EmptyCommand } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  definePairCommand(empty, 'split', '4Dvkj6JhhA12EX05fT7y2e 4LRPiXqCikLlN15c3yImP7')
}
