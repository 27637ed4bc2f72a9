import { writeFileSync } from 'node:fs'
import { listInsights } from '../src/models/insights.ts'
import { insightsPage } from './insights-page.ts'

writeFileSync('docs/insights.md', insightsPage(listInsights()))
