import { showAges } from './show-ages.ts'
import { sortTables } from './sort-tables.ts'

sortTables()
showAges()
