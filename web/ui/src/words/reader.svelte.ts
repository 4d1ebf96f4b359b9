import { languages, type Language } from './languages';
import { speak, speakOf } from './words';

const stored = 'firstbell.language';
const english: Language = { locale: 'en-GB', words: {}, later: () => Promise.resolve({ later: {} }) };

/** The language that is chosen, or that the browser asks for first among those there are. */
function best(choice: string): string {
  const wanted = choice === 'system' ? navigator.languages.map((tag) => tag.split('-')[0] ?? '') : [choice];
  return wanted.find((tag) => tag === 'en' || languages[tag]) ?? 'en';
}

/** Who reads the screens: in which language. */
class Reader {
  /** The tag of the language; when it changes every screen is drawn anew. */
  tag = $state('en');
  #language = english;
  #rest: Promise<void> | undefined;

  /** What was chosen on this device, where nobody is known yet. */
  start(): Promise<void> {
    return this.read(localStorage.getItem(stored) ?? 'system');
  }

  /**
   * Shows a language, or for `system` that of the browser, and keeps the choice on this device. What is on
   * the screens stays while the words cannot be loaded.
   */
  async read(choice: string) {
    localStorage.setItem(stored, choice);
    const tag = best(choice);
    if (tag === this.tag) return;
    try {
      const language = (await languages[tag]?.())?.default ?? english;
      const rest = this.#rest && (await language.later());
      speak(language.locale, { ...language.words, ...rest?.later }, rest?.say);
      this.#language = language;
    } catch {
      return;
    }
    Object.assign(document.documentElement, { lang: tag, dir: this.#language.rtl ? 'rtl' : 'ltr' });
    this.tag = tag;
  }

  /** The words of the parts that are loaded later; with those parts, not before. */
  async rest() {
    this.#rest ??= this.#language.later().then(({ later, say }) => speakOf(later, say));
    this.#rest.catch(() => (this.#rest = undefined));
    await this.#rest;
  }
}

export const reader = new Reader();
