import { tick } from 'svelte';
import { sentence } from '../api/errors';
import { refusedFields, type Wrong } from '../settings/settings';

interface Ways {
  /** What is wrong with the answers before they are sent, by field. */
  check: () => Wrong;
  /** Sends them. What it throws is told to the person. */
  send: () => Promise<unknown>;
  /** Which fields a refusal is about, where that is not as everywhere. */
  refused?: (error: unknown) => Wrong;
  /** Told whether something is wrong, before the summary takes the focus. */
  onproblem?: (wrong: boolean) => void;
}

/** What a form knows of itself: what is wrong with it, and whether it is on its way. */
export class Form {
  wrong = $state<Wrong>({});
  general = $state<string | null>(null);
  sending = $state(false);
  /** The summary of problems, which takes the focus after each try. */
  summary = $state<{ focus: () => void }>();
  fields = $derived(Object.entries(this.wrong).map(([name, text]) => ({ id: this.#id(name), text })));
  problem = $derived(this.general !== null || this.fields.length > 0);
  #id: (name: string) => string;

  /** A field has its name for an id, unless said otherwise. */
  constructor(id = (name: string) => name) {
    this.#id = id;
  }

  /** Sends the answers unless something is wrong with them or they are being sent already. */
  async submit(event: SubmitEvent, { check, send, refused, onproblem }: Ways) {
    event.preventDefault();
    if (this.sending) return;
    this.general = null;
    this.wrong = check();
    if (this.fields.length === 0) await this.#send(send, refused ?? refusedFields);
    onproblem?.(this.problem);
    await tick();
    this.summary?.focus();
  }

  async #send(send: Ways['send'], refused: (error: unknown) => Wrong) {
    this.sending = true;
    try {
      await send();
    } catch (error) {
      this.wrong = refused(error);
      if (Object.keys(this.wrong).length === 0) this.general = sentence(error);
    } finally {
      this.sending = false;
    }
  }
}
