/** One event of a stream. */
export interface Told {
  id: string;
  event: string;
  data: string;
}

/** Reads a text/event-stream piece by piece. */
export class Parser {
  #rest = '';
  #told: Told = { id: '', event: 'message', data: '' };
  #any = false;

  /** The events that this piece completes. */
  feed(piece: string): Told[] {
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line: string): Told[] {
    if (line === '') return this.#end();
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === 'id') this.#told.id = value;
    if (field === 'event') this.#told.event = value;
    if (field === 'data') {
      this.#told.data += (this.#any ? '\n' : '') + value;
      this.#any = true;
    }
    return [];
  }

  #end(): Told[] {
    const told = this.#told;
    const complete = this.#any;
    this.#told = { id: told.id, event: 'message', data: '' };
    this.#any = false;
    return complete ? [told] : [];
  }
}
