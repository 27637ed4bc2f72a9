/** What costs the same each month, whether charts are fetched or not. */
export interface FixedItems {
  alarms: number
  /** Custom metrics. */
  metrics: number
  dashboards: number
}

/** Dollars a month for each item beyond the free ones: list prices of CloudWatch in US East. */
export const fixedPrices: Record<keyof FixedItems, { price: number; free: number }> = {
  alarms: { price: 0.1, free: 10 },
  metrics: { price: 0.3, free: 10 },
  dashboards: { price: 3, free: 3 },
}

/** Metrics that do not belong to one chart or source. */
const SHARED_METRICS = 3

/** The custom metrics of an environment with so many charts, and sources that are read with the consent of a user. */
export function countMetrics({ charts, consents }: { charts: number; consents: number }): number {
  return SHARED_METRICS + charts + consents
}

/** Dollars a month. Other stacks of the account may use up what is free, which then costs more. */
export function sumFixedCosts(items: FixedItems): number {
  return (Object.keys(fixedPrices) as (keyof FixedItems)[])
    .map((item) => Math.max(items[item] - fixedPrices[item].free, 0) * fixedPrices[item].price)
    .reduce((sum, cost) => sum + cost, 0)
}
