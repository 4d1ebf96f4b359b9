import { work, type Stage } from '../api/work';
import { t } from '../words/later';

export const open = ['new', 'in_touch', 'visit', 'applied', 'enrolled'] as const;
export const closed = ['not_now', 'lost', 'not_enquiry'] as const;
export type Code = (typeof open)[number] | (typeof closed)[number];

/** What the school calls its stages. */
class Stages {
  list = $state.raw<Stage[]>([]);
  #asked = false;

  async load() {
    if (this.#asked) return;
    this.#asked = true;
    try {
      this.list = (await work.stages()).stages;
    } catch {
      this.#asked = false;
    }
  }

  /** The school's name for a stage; ours until it is known. */
  name(code: string): string {
    const known = this.list.find((stage) => stage.code === code);
    if (known) return known.name;
    return [...open, ...closed].includes(code as Code) ? t(`stage.${code as Code}`) : code;
  }
}

export const stages = new Stages();
