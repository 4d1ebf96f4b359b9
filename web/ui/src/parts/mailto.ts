/** A link that writes to an address and does nothing else: of what people typed, no sign can begin a subject or a copy. */
export const mailto = (address: string) => `mailto:${encodeURIComponent(address).replace('%40', '@')}`;
