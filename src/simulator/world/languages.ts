/** The parts of names and titles in one language: invented syllables for people, real words for titles. */
export interface Language {
  syllables: readonly string[]
  words: readonly string[]
  /** Separates the words of a title and the names of a person. */
  gap: string
}

const language = (syllables: string, words: string, gap = ' '): Language => ({
  syllables: syllables.split(' '),
  words: words.split(' '),
  gap,
})

export const languages = {
  english: language(
    'bra vel mo tish quin do ren sal wy nor fen lu ket zan bel tam hes ry col dun ive orr pim gath sken u',
    'Copper Harbour Lantern Gravel Orchard Velvet Static Marble Ember Tide Paper Thunder Window Salt Engine Meadow Neon Shadow Ticket Feather Bridge Winter Signal Candle Desert Mirror Rocket Garden Ladder Kettle Cobalt Marigold Tunnel Anchor Ribbon Granite Saffron Pepper Compass Willow Chimney Pebble Thimble Canyon',
  ),
  portuguese: language(
    'bá ção re lu ji vão mé to ria cá na ri dô pe xu lin ga ró te ês',
    'Saudade Maré Coração Janela Chão Lençol Manhã Estrela Açúcar Rua Vento Sertão Balão Luar Café Chuva',
  ),
  german: language(
    'brö sch kel mün ta dör wen zü rik hal lö ner gra fä bu sten ix ol',
    'Straße Mondlicht Übermut Regen Blüte Fenster König Zug Wärme Küste Herzschlag Löwe Nebel Grün Später',
  ),
  swedish: language(
    'lå sö vik mä rå dal tö jen ås kri bo nä fel hö stig ya',
    'Sommar Öken Glöd Natt Båten Höst Ljus Älv Stjärnor Fönster Vågor Hjärta',
  ),
  french: language(
    'lé ma çon rê vi doù zé na lo thé que mi bra pê sé our ne',
    'Nuit Été Fenêtre Cœur Océan Façade Rêve Lumière Forêt Théâtre Garçon Neige',
  ),
  ukrainian: language(
    'ва рі ко льо за ни бу їв тре ма со ля ґу де хо мі ша рю',
    'Ніч Світло Море Ґанок Вітер Їжак Небо Поїзд Серце Тиша Дощ Літо Зоря Місто Дорога',
  ),
  greek: language(
    'λα μί ρο θέ να σι κό βρα δή λου πέ ζω χα τί φρο εύ',
    'Νύχτα Θάλασσα Φως Δρόμος Καρδιά Βροχή Άνεμος Όνειρο Καλοκαίρι Ψυχή Ήλιος',
  ),
  arabic: language(
    'با ري مو سا نو دي لا ها زو كا تي فا رو شا عي جو',
    'ليل قمر بحر قلب شوق ورد نهار طريق مطر نجمة صوت حلم شمس باب',
  ),
  hebrew: language(
    'בא רי מו לי נו שה דו תא גי קו רה יע זו מי',
    'לילה ים אור לב דרך חלון גשם כוכב רוח שמש שיר',
  ),
  hindi: language(
    'रा मी को नु ता ले बि सो जा री वे दु ना पि खा शी',
    'रात चाँद दिल सपना बारिश रास्ता सागर हवा धूप तारा खुशबू शहर नींद',
  ),
  thai: language('มา รี โน ตา แก้ว ลิน ดา โซ พา นี คำ ไม วา ชู', 'คืน ทะเล หัวใจ ฝน ดาว ฝัน ลม แสง ทาง จันทร์ รัก', ''),
  japanese: language(
    'ミ ラ ノ カ ゼ ト ユ ハ ル セ キ ヴォ ナ リ ソ ペ 月 森 乃 葉 ッタ',
    '夜 海 ひかり 風 さくら 雨 夢 窓 星 きみ 夏 カーテン 朝 遠く 花火',
    '',
  ),
  korean: language(
    '나 루 새 온 빛 솔 여 름 도 하 별 미 진 로 운 채 율 담',
    '밤 바다 별 비 바람 꿈 길 빛 여름 마음 새벽 창문 파도 계절',
  ),
} satisfies Record<string, Language>

export type LanguageName = keyof typeof languages
