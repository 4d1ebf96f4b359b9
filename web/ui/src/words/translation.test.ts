import { describe, expect, it } from 'vitest';
import { en } from './en';
import { later } from './en.later';
import { languages } from './languages';
import type { Words } from './words';

const english: Words = { ...en, ...later };
const forms = (entry: Words[string] | undefined) => (typeof entry === 'string' ? [entry] : Object.values(entry ?? {}));
const general = (entry: Words[string] | undefined) => (typeof entry === 'string' ? entry : (entry?.other ?? ''));

/** What values a text has; a form for one or two need not say the count. */
const places = (text: string, count = true) => [...new Set(text.match(/\{\w+\}/g))].filter((place) => count || place !== '{n}').sort().join(' ');

/** Every language by its tag, with all its words. */
const spoken = await Promise.all(
  Object.entries(languages).map(async ([tag, load]) => {
    const { default: language } = await load!();
    const rest = (await language.later()).later;
    return { tag, language, first: language.words, rest, all: { ...language.words, ...rest } };
  }),
);

describe.each(spoken)('$tag', ({ language, first, rest, all }) => {
  it('has every word, in the same part as English, and no other', () => {
    expect(Object.keys(first).sort()).toEqual(Object.keys(en).sort());
    expect(Object.keys(rest).sort()).toEqual(Object.keys(later).sort());
  });

  it('has the same values in every form', () => {
    const wrong = Object.entries(english).filter(([key, entry]) => {
      const [wanted, own] = [general(entry), all[key]];
      return places(general(own)) !== places(wanted) || forms(own).some((text) => places(text, false) !== places(wanted, false));
    });
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  it('has forms where English has them, of the counts that it knows', () => {
    const known = new Intl.PluralRules(language.locale).resolvedOptions().pluralCategories;
    for (const [key, entry] of Object.entries(english)) {
      const own = all[key]!;
      expect(typeof own, key).toBe(typeof entry);
      if (typeof own === 'string') continue;
      expect(own.other, key).toBeTruthy();
      if (!/-X[AB]$/.test(language.locale)) expect(Object.keys(own).filter((form) => !known.includes(form as never)), key).toEqual([]);
    }
  });

  it('is no copy of English', () => {
    const same = Object.keys(english).filter((key) => /[a-z]{3}/i.test(forms(english[key])[0]!.replace(/\{\w+\}/g, '')) && forms(all[key])[0] === forms(english[key])[0]);
    // Names of things that are called the same everywhere.
    expect(same.filter((key) => !/^(reach|invite|channel)\.whatsapp$|^channel\.sms$|^key\.(title|secret)$|^audit\.(by|on)\.key$/.test(key))).toEqual([]);
  });

  it('is written in its own letters, but for names and what is typed into machines', () => {
    const usual = /BACKUP_(?:AT|DIR|TO)|\{\w+\}|WhatsApp|Google|Instagram|Facebook|README|CSV|API|QR|SMS|Enter|J\b|[Kk]eys?\b|Asia\/Kolkata|name@example\.com|\/api\/\S+|docs\/\S+|firstbell setup-link|SMTP_HOST|SMTP_FROM|https|iPhone|\ben\b|\bhi\b/g;
    const foreign = Object.entries(all).filter(([, entry]) => forms(entry).some((text) => /[a-z]{2}/i.test(text.replace(usual, ''))));
    expect(foreign.map(([key]) => key)).toEqual([]);
  });
});
