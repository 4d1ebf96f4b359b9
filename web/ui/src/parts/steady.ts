// Styles that did not arrive; nobody else asks for them again.
const lost = new Set<HTMLLinkElement>();
addEventListener('error', ({ target }) => void (target instanceof HTMLLinkElement && lost.add(target)), true);

function restyle() {
  for (const link of lost) link.replaceWith(link.cloneNode());
  lost.clear();
}

/**
 * Loads a part of the program. A browser breaks off what waits to be loaded when its network changes, as on a phone
 * that leaves the Wi-Fi: before that is taken for no connection, it is tried twice more.
 */
export async function steady<Part>(load: () => Promise<Part>): Promise<Part> {
  for (const wait of [300, 1200]) {
    try {
      return await load();
    } catch (error) {
      if (!navigator.onLine) throw error;
    }
    await new Promise((done) => setTimeout(done, wait));
    restyle();
  }
  return load();
}
