import { foldText } from './fold.ts'

/** ISO 3166 code and English name, folded. A country with several names occurs several times. */
const NAMES = (
  'ad andorra;ae united arab emirates;ae uae;af afghanistan;ag antigua and barbuda;al albania;' +
  'am armenia;ao angola;ar argentina;at austria;au australia;az azerbaijan;' +
  'ba bosnia and herzegovina;bb barbados;bd bangladesh;be belgium;bf burkina faso;bg bulgaria;' +
  'bh bahrain;bi burundi;bj benin;bn brunei;bo bolivia;br brazil;bs bahamas;bt bhutan;bw botswana;' +
  'by belarus;bz belize;ca canada;cd dr congo;cg congo;ch switzerland;ci cote d ivoire;' +
  'ci ivory coast;cl chile;cm cameroon;cn china;co colombia;cr costa rica;cu cuba;cv cape verde;' +
  'cw curacao;cy cyprus;cz czechia;cz czech republic;de germany;dj djibouti;dk denmark;dm dominica;' +
  'do dominican republic;dz algeria;ec ecuador;ee estonia;eg egypt;es spain;et ethiopia;fi finland;' +
  'fj fiji;fm micronesia;fr france;ga gabon;gb united kingdom;gb great britain;gb uk;gd grenada;' +
  'ge georgia;gh ghana;gm gambia;gn guinea;gq equatorial guinea;gr greece;gt guatemala;' +
  'gw guinea bissau;gy guyana;hk hong kong;hn honduras;hr croatia;ht haiti;hu hungary;id indonesia;' +
  'ie ireland;il israel;in india;iq iraq;ir iran;is iceland;it italy;jm jamaica;jo jordan;jp japan;' +
  'ke kenya;kg kyrgyzstan;kh cambodia;ki kiribati;km comoros;kn st kitts and nevis;kr south korea;' +
  'kr korea;kw kuwait;kz kazakhstan;la laos;lb lebanon;lc st lucia;li liechtenstein;lk sri lanka;' +
  'lr liberia;ls lesotho;lt lithuania;lu luxembourg;lv latvia;ly libya;ma morocco;mc monaco;' +
  'md moldova;me montenegro;mg madagascar;mh marshall islands;mk north macedonia;ml mali;mm myanmar;' +
  'mn mongolia;mo macao;mr mauritania;mt malta;mu mauritius;mv maldives;mw malawi;mx mexico;' +
  'my malaysia;mz mozambique;na namibia;ne niger;ng nigeria;ni nicaragua;nl netherlands;' +
  'nl the netherlands;no norway;np nepal;nr nauru;nz new zealand;om oman;pa panama;pe peru;' +
  'pg papua new guinea;ph philippines;pk pakistan;pl poland;pr puerto rico;ps palestine;pt portugal;' +
  'pw palau;py paraguay;qa qatar;ro romania;rs serbia;ru russia;rw rwanda;sa saudi arabia;' +
  'sb solomon islands;sc seychelles;sd sudan;se sweden;sg singapore;si slovenia;sk slovakia;' +
  'sl sierra leone;sm san marino;sn senegal;sr suriname;st sao tome and principe;sv el salvador;' +
  'sy syria;sz eswatini;td chad;tg togo;th thailand;tj tajikistan;tl timor leste;tm turkmenistan;' +
  'tn tunisia;to tonga;tr turkiye;tr turkey;tt trinidad and tobago;tv tuvalu;tw taiwan;tz tanzania;' +
  'ua ukraine;ug uganda;us united states;us usa;uy uruguay;uz uzbekistan;' +
  'vc st vincent and the grenadines;ve venezuela;vn vietnam;vu vanuatu;ws samoa;xk kosovo;ye yemen;' +
  'za south africa;zm zambia;zw zimbabwe'
).split(';')

const codes = new Map(NAMES.map((line) => [line.slice(3), line.slice(0, 2)]))
const known = new Set(codes.values())

/** The code of a country by its English name, in any case; null for any other text. */
export function findCountry(name: string): string | null {
  return codes.get(foldText(name.replace(/[-_.'’]/g, ' ')).trim()) ?? null
}

/** The same by its ISO 3166 code. Some publishers call the United Kingdom uk. */
export function findCountryCode(code: string): string | null {
  const lower = code.trim().toLowerCase()
  if (lower === 'uk') return 'gb'
  return known.has(lower) ? lower : null
}
