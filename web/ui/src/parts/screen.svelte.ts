const query = matchMedia('(max-width: 760px)');

/** On a phone a lead is a page of its own; on anything wider it stands beside the list. */
class Phone {
  current = $state(query.matches);

  constructor() {
    query.addEventListener('change', () => (this.current = query.matches));
  }
}

export const phone = new Phone();
