import type { Settings } from '../api/client';
import { locale } from '../words/words';

/** The codes of ISO 3166-1 alpha-2. */
const codes =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'.split(' ');
const tags = ['en', 'hi', 'mr', 'bn', 'ta', 'te', 'gu', 'ur', 'es', 'pt-BR', 'fr', 'de', 'ar', 'id', 'sw', 'tr', 'vi', 'fil', 'ru'];

/** Every country by its name, the unsaid first. */
export function countries(unsaid: string): [string, string][] {
  const names = new Intl.DisplayNames(locale, { type: 'region' });
  const list = codes.map((code): [string, string] => [code, names.of(code) ?? code]);
  return [['', unsaid], ...list.sort(([, one], [, other]) => one.localeCompare(other, locale))];
}

export function languages(): [string, string][] {
  const names = new Intl.DisplayNames(locale, { type: 'language' });
  return tags.map((tag) => [tag, names.of(tag) ?? tag]);
}

/** The country this browser is set to, or none. */
export function countryHere(): string {
  const region = /-([A-Z]{2})$/.exec(navigator.language)?.[1] ?? '';
  return codes.includes(region) ? region : '';
}

export function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The week in which these days, Monday first, are open alike. */
export function week(open: boolean[], from: string, until: string): Settings['hours'] {
  return open.map((day) => (day ? { from, until } : null));
}

/** Monday to Sunday, in short. */
export function dayNames(): string[] {
  const name = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  return Array.from({ length: 7 }, (_, day) => name.format(Date.UTC(2024, 0, 1 + day)));
}
