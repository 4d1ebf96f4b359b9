/** What the server says in English about what is wrong with a field, with {} for what it says it of; and how that is said in another language. */
export type Rules = Record<string, string>;

/** Says sentences of the server in another language; what has no words there stays unsaid. */
export function ruled(rules: Rules): (english: string) => string | undefined {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const known = Object.entries(rules)
    .map(([english, own]) => ({ plain: english.replaceAll('{}', ''), pattern: new RegExp(`^${english.split('{}').map(literal).join('(.+?)')}$`, 's'), own }))
    .sort((a, b) => b.plain.length - a.plain.length); // what says more of itself first
  const say = (english: string): string | undefined => {
    for (const { pattern, own } of known) {
      const found = pattern.exec(english);
      if (found) return own.replace(/\{(\d)\}/g, (_, n: string) => say(found[Number(n) + 1]!) ?? found[Number(n) + 1]!);
    }
    return undefined;
  };
  return say;
}
