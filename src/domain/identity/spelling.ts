import { foldText } from '../text/fold.ts'

/** Folded words, each in one spelling for all languages and habits. */
export function canonicalWords(part: string): string[] {
  const phrased = PHRASES.reduce((text, [phrase, words]) => text.replace(phrase, words), foldText(part))
  return phrased
    .split(' ')
    .flatMap((word) => SPELLINGS.get(word) ?? word)
    .filter((word) => /[^+<=>$]/.test(word))
}

/** `live recorded` means a live recording, while `live` alone may be the verb. */
const PHRASES: [RegExp, string][] = [
  [/\b(?:(?:ao|en|dal|in) vivo|en direct[oe]?|(?:en|in) conci?erto?|live version)\b/g, 'live recorded'],
  [/\b(?:sped|speed|speeded) up\b/g, 'sped-up'],
  [/\bslowed down\b/g, 'slowed'],
  [/\ba capp?ella\b/g, 'a-cappella'],
  [/\blo fi\b/g, 'lo-fi'],
  [/\bmash up\b/g, 'mashup'],
  [/\bradio (?:version|mix)\b/g, 'radio edit'],
  [/\bre (?=(?:edit|edited|mix|mixed|work|worked|record|recorded|master|mastered)\b)/g, 're'],
]

const SPELLINGS = new Map(
  Object.entries({
    'live recorded': 'liveversion livefassung',
    acoustic: 'acustico acustica acoustique akustik akustisch akustisk akoestisch',
    'acoustic version': 'akustikversion',
    remix: 'rmx remezcla remixed',
    version: 'ver versao versione versie versjon fassung',
    'single version': 'singleversion singlefassung',
    'album version': 'albumversion albumfassung',
    'original version': 'originalversion originalfassung',
    'radio edit': 'radioversion radiofassung',
    instrumental: 'inst instrumentale instrumentalversion strumentale',
    'a-cappella': 'acapella acappella',
    'sped-up': 'spedup speedup',
    'lo-fi': 'lofi',
    edit: 'edited reedit reedited',
    reverb: 'reverbed',
    rework: 'reworked',
    rerecorded: 'rerecord',
    remaster:
      'remastered remasters remastering remasterizado remasterizada remasterise remasterisee remasterised remasterized rimasterizzato rimasterizzata remastert remasterisert',
    english: 'ingles inglesa inglese anglais anglaise englisch englische engelsk',
    spanish:
      'espanol espanola espanhol espanhola spanisch spanische espagnol espagnole spagnolo spagnola castellano',
    portuguese: 'portugues portuguesa portugiesisch portugais portoghese',
    french: 'francais francaise frances francesa francese franzosisch franzosische',
    german: 'aleman alemana alemao alema deutsch deutsche allemand allemande tedesco tedesca',
    italian: 'italiano italiana italien italienne italienisch italienische',
    japanese: 'japones japonesa japonais japonaise japanisch japanische giapponese',
    korean: 'coreano coreana coreen coreenne koreanisch koreanische',
  }).flatMap(([canonical, spellings]) =>
    spellings.split(' ').map((word) => [word, canonical.split(' ')] as const),
  ),
)

/** Languages of songs, as `canonicalWords` spells them. */
export const LANGUAGES = new Set(
  'english spanish portuguese french german italian japanese korean chinese mandarin cantonese hindi tamil telugu punjabi arabic turkish russian'.split(
    ' ',
  ),
)
