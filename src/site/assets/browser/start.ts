import { findDay } from './find-day.ts'
import { searchNames } from './search-names.ts'
import { showAges } from './show-ages.ts'
import { sortTables } from './sort-tables.ts'

sortTables()
showAges()
searchNames()
findDay()
