import { tick } from 'svelte';
import type { ListedLead } from '../api/client';
import { sentence } from '../api/errors';
import { once } from '../api/repeat';
import { claims } from '../claim/claims.svelte';
import { undo } from '../claim/undo.svelte';
import { busy } from '../parts/busy.svelte';
import { clock } from '../parts/clock.svelte';
import { List, type Answer } from '../parts/list.svelte';
import { say } from '../parts/say.svelte';
import { called } from '../stage/stages.svelte';
import { t } from '../words/later';
import { mineApi, type Wanted } from './api';
import { onBoard, usual, type Chosen, type Slot } from './chosen';

const step = 50;
const most = 200;

/** The leads I hold. */
class Mine extends List {
  leads = $state.raw<ListedLead[]>([]);
  total = $state(0);
  chosen = $state.raw<Chosen>(usual);
  names = $state.raw<ReadonlyMap<string, string>>(new Map());
  courses = $state.raw<string[]>([]);
  sources = $state.raw<string[]>([]);
  /** Who is being enrolled: the day on which they start is asked first. */
  enrolling = $state.raw<ListedLead | null>(null);
  #wanted = step;

  get canShowMore(): boolean {
    return this.chosen.view === 'list' && this.total > this.leads.length && this.#wanted < most;
  }

  find(id: number) {
    return this.leads.find((lead) => lead.id === id);
  }

  choose(chosen: Chosen) {
    this.chosen = chosen;
    this.#wanted = step;
    return busy.during(this.refresh());
  }

  showMore() {
    this.#wanted += step;
    return busy.during(this.refresh());
  }

  /** What stages, courses and sources are called. */
  async learnWords() {
    const [{ stages }, { items }, sources] = await Promise.all([mineApi.stages(), mineApi.courses(), mineApi.sources()]);
    this.names = new Map(stages.map((stage) => [stage.code, called(stage)]));
    this.courses = items.map(({ name }) => name);
    this.sources = sources.items.map(({ name }) => name);
  }

  /** Moves a lead to a stage; for eight seconds it can be taken back. */
  async move(lead: ListedLead, to: Slot, undoing = false) {
    if (claims.asking.has(lead.id)) return;
    if (to === 'enrolled' && !undoing) {
      this.enrolling = lead;
      return;
    }
    const from = lead.stage as Slot;
    const next = lead.nextStep && Date.parse(lead.nextStep.dueAt) > clock.exact() ? lead.nextStep.dueAt : undefined;
    claims.asking.set(lead.id, true);
    claims.noted.delete(lead.id);
    try {
      await once((key) => mineApi.move(lead.id, to, undoing ? next : undefined, key));
      const stage = this.names.get(to) ?? to;
      say.this(t('mine.moved.say', { name: lead.name, stage }));
      if (undoing) undo.drop();
      else undo.show(lead.id, t('mine.moved', { stage }), () => this.move({ ...lead, stage: to }, from, true));
    } catch (error) {
      claims.noted.set(lead.id, sentence(error));
      say.this(sentence(error));
    } finally {
      claims.asking.delete(lead.id);
    }
    await this.refresh();
    await tick();
    if (document.activeElement === document.body) document.getElementById(`row-${lead.id}`)?.focus();
  }

  protected async ask(): Promise<Answer> {
    const { view, sort, stage, course, source, due } = this.chosen;
    const wanted: Wanted = { sort, limit: view === 'board' ? most : this.#wanted, ...(course && { course }), ...(source && { source }) };
    if (view === 'list') return this.#answer([await mineApi.leads({ ...wanted, ...(stage && { stage }), ...(due && { due }) })]);
    return this.#answer(await Promise.all([mineApi.leads(wanted), mineApi.leads({ ...wanted, sort: 'newest', stage: 'enrolled' })]));
  }

  #answer(lists: Awaited<ReturnType<typeof mineApi.leads>>[]): Answer {
    const [first] = lists;
    const board = lists.length > 1;
    const leads = lists.flatMap((list) => list.leads).filter((lead) => !board || onBoard(lead, clock.now));
    const show = () => {
      for (const lead of leads) claims.learn(lead);
      this.leads = leads;
      this.total = board ? leads.filter((lead) => lead.closedAt === null).length : (first?.pagination.total ?? 0);
    };
    return { serverTime: first?.serverTime ?? '', show };
  }
}

export const mine = new Mine();
