import { readFileSync, writeFileSync } from 'node:fs'
import { listInsights } from '../src/insights/run-insight.ts'
import { configJsonSchema } from './config-json-schema.ts'
import { helpPage } from './help-page.ts'
import { insightsPage } from './insights-page.ts'
import { operatorPage } from './operator-page.ts'
import { scalePictures } from './scale-page.ts'

writeFileSync('docs/insights.md', insightsPage(listInsights()))
writeFileSync('docs/operator-policy.md', operatorPage())
writeFileSync('hitparade.schema.json', configJsonSchema())
writeFileSync('docs/help.txt', helpPage())

const figures = JSON.parse(readFileSync('bench/daily.json', 'utf8'))
for (const [name, picture] of Object.entries(scalePictures(figures)))
  writeFileSync(`docs/scale/${name}`, picture)
