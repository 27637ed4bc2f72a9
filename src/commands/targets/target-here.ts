import type { Target } from './target.ts'

/** This machine, with the configured stores and warehouse. */
export const here: Target = {
  name: 'here',
  async status(options, globals) {
    const { printWarehouseStatus } = await import('./warehouse-status.ts')
    await printWarehouseStatus(options, globals)
  },
  async doctor(globals, options) {
    const { listLocalChecks } = await import('./here/local-findings.ts')
    return listLocalChecks(globals, options)
  },
}
