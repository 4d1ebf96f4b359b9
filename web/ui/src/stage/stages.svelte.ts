import { work, type Stage } from '../api/work';
import { later as english } from '../words/en.later';
import { t } from '../words/later';

export const open = ['new', 'in_touch', 'visit', 'applied', 'enrolled'] as const;
export const closed = ['not_now', 'lost', 'not_enquiry'] as const;
export type Code = (typeof open)[number] | (typeof closed)[number];

const all: readonly string[] = [...open, ...closed];

/** What a stage is called: as the school calls it, or in our words while it has given no name of its own. */
export function called({ code, name }: Pick<Stage, 'code' | 'name'>): string {
  if (!all.includes(code)) return name;
  const key = `stage.${code as Code}` as const;
  return name === english[key] ? t(key) : name;
}

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
    if (known) return called(known);
    return all.includes(code) ? t(`stage.${code as Code}`) : code;
  }
}

export const stages = new Stages();
