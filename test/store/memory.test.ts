import { memoryStore } from '../../src/store/memory.ts'
import { describeStore } from './suite.ts'

describeStore('memory', async () => ({ store: memoryStore(), close: async () => {} }))
