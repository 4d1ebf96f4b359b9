import { router } from '../router.svelte';

const rest = 100;
const patience = 3000;

/** What scrolls: the page itself on a phone, else the parts of it that say so. */
const rolls = () => [document.scrollingElement, ...document.querySelectorAll('[data-rolls]')].filter((one) => one !== null);

/**
 * Every place in the history keeps how far its page was scrolled. Who comes back finds it there as soon
 * as the page is long enough again; a hand on the page ends the waiting.
 */
class Place {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #until = 0;

  constructor() {
    const options = { capture: true, passive: true };
    addEventListener('scroll', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#keep(), rest);
    }, options);
    for (const hand of ['wheel', 'touchstart', 'keydown', 'pointerdown']) addEventListener(hand, () => (this.#until = 0), options);
    addEventListener('popstate', () => this.#back());
    router.leaving = () => this.#leave();
    this.#back(); // the page may have been loaded anew
  }

  #leave() {
    this.#keep();
    this.#until = 0;
    clearTimeout(this.#timer);
  }

  #keep() {
    if (performance.now() > this.#until) history.replaceState({ ...history.state, tops: rolls().map((one) => one.scrollTop) }, '');
  }

  #back() {
    clearTimeout(this.#timer);
    this.#until = performance.now() + patience;
    this.#roll();
  }

  #roll() {
    const tops = (history.state?.tops ?? []) as number[];
    const all = rolls();
    all.forEach((one, at) => (one.scrollTop = tops[at] ?? 0));
    if (tops.every((top, at) => Math.abs((all[at]?.scrollTop ?? 0) - top) < 2)) this.#until = 0;
    if (performance.now() < this.#until) requestAnimationFrame(() => this.#roll());
  }
}

new Place();
