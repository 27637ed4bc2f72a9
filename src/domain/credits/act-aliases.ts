import { countName, type NameRow } from './name-row.ts'

/**
 * Names that publishers count as another act, or as several: a song with such a name counts for these instead. Core
 * applies them to the names in credit texts.
 */
export const actAliases: readonly NameRow[] = [
  countName('Die Beatles', 'chart', 'The Beatles'),
  countName('Diana Ross & The Supremes', 'chart', 'The Supremes'),
  countName('Dionne & Friends', 'chart', 'Dionne Warwick'),
  countName('Dionne Warwicke', 'chart', 'Dionne Warwick'),
  countName('Garfunkel', 'chart', 'Art Garfunkel'),
  countName('James Brown At The Organ', 'chart', 'James Brown'),
  countName('James Brown-Lyn Collins', 'chart', 'James Brown', 'Lyn Collins'),
  countName('Janet', 'chart', 'Janet Jackson'),
  countName('Jay Z Kanye West', 'chart', 'Jay-Z', 'Kanye West'),
  countName('Kanye West Jay Z', 'chart', 'Kanye West', 'Jay-Z'),
  countName('Little Stevie Wonder', 'chart', 'Stevie Wonder'),
  countName('Paul & Linda McCartney', 'chart', 'Paul McCartney'),
  countName('Silk Sonic', 'chart', 'Bruno Mars'),
  countName('The Elton John Band', 'chart', 'Elton John'),
  countName('Wings', 'chart', 'Paul McCartney'),
  countName('Ye', 'chart', 'Kanye West'),
]
