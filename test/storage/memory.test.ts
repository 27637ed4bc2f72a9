import { memoryStore } from '../../src/storage/memory-store.ts'
import { describeStore } from './store-suite.ts'

describeStore('memory', async () => ({ store: memoryStore(), close: async () => {} }))
