import { findDay } from './find-day.ts'
import { searchNames } from './search-names.ts'
import { showAges, warnOverdue } from './show-ages.ts'
import { sortTables } from './sort-tables.ts'

sortTables()
showAges()
warnOverdue()
searchNames()
findDay()
