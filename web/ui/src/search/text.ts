/** Whether there is enough to search for: two letters, three digits, or the number of an enquiry. */
export function enough(typed: string): boolean {
  const letters = typed.match(/\p{L}/gu)?.length ?? 0;
  const digits = typed.match(/\p{Nd}/gu)?.length ?? 0;
  return letters >= 2 || digits >= 3 || (digits > 0 && /^\s*#/.test(typed));
}

/** A number in three parts, of which the middle one is what was typed of it; null when it holds nothing of that. */
export function marked(e164: string, shown: string, typed: string): [string, string, string] | null {
  const wanted = typed.replace(/\D/g, '').replace(/^0+/, '');
  const all = e164.replace(/\D/g, '');
  const at = all.lastIndexOf(wanted);
  if (wanted.length < 3 || at < 0 || /\p{L}/u.test(typed)) return null;
  const from = place(shown, all.length - at);
  const to = place(shown, all.length - at - wanted.length);
  return [shown.slice(0, from), shown.slice(from, to).trimEnd(), shown.slice(from, to).slice(shown.slice(from, to).trimEnd().length) + shown.slice(to)];
}

/** Where in a text so many digits are left. */
function place(shown: string, left: number): number {
  let at = shown.length;
  for (let n = 0; at > 0 && n < left; at--) if (/\d/.test(shown.charAt(at - 1))) n++;
  if (left > 0) while (at > 0 && at < shown.length && !/\d/.test(shown.charAt(at))) at++;
  return at;
}

/** Whether what was typed is rather a phone number than a name. */
export function isNumber(typed: string): boolean {
  return /^[\d\s+()./-]+$/.test(typed.trim());
}
