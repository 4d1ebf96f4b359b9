/** Tags as they are typed, with commas between them; each once. */
export function tagsOf(typed: string): string[] {
  const all = typed.split(',').map((tag) => tag.trim().replace(/\s+/g, ' ')).filter(Boolean);
  return all.filter((tag, at) => all.findIndex((other) => other.toLowerCase() === tag.toLowerCase()) === at);
}
