import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/errors';
import { Draft } from './draft.svelte';
import type { Wrong } from './settings';

interface Course {
  id: number;
  name: string;
}

/** What the server was asked for, in order; one name is refused. */
function server(refuse = '') {
  const asked: string[] = [];
  const say = (what: string, name = '') => {
    if (refuse !== '' && name === refuse) return Promise.reject(new ApiError(400, 'invalid_input', 'No', {}, null, null));
    asked.push(what);
    return Promise.resolve(10 + asked.length);
  };
  const ways = {
    add: (row: Course) => say(`add ${row.name}`, row.name),
    change: (row: Course) => say(`change ${row.id} ${row.name}`, row.name),
    remove: (id: number) => say(`remove ${id}`),
    place: (id: number, at: number) => say(`place ${id} ${at}`),
  };
  return { asked, ways };
}

function three() {
  const draft = new Draft<Course>();
  draft.start([{ id: 1, name: 'Maths' }, { id: 2, name: 'NEET' }, { id: 3, name: 'German' }]);
  return draft;
}

describe('a draft', () => {
  it('sends only what is different, in an order that ends as shown', async () => {
    const draft = three();
    const { asked, ways } = server();
    draft.rows[0]!.name = 'Maths 9';
    draft.move(draft.rows[2]!, -1);
    draft.remove(draft.rows[2]!);
    draft.add({ name: 'JEE' });
    expect(draft.dirty).toBe(true);
    expect(await draft.save(ways)).toBe(true);
    expect(asked).toEqual(['remove 2', 'change 1 Maths 9', 'add JEE']);
    expect(draft.dirty).toBe(false);
    draft.move(draft.rows[2]!, -1);
    draft.move(draft.rows[1]!, -1);
    expect(await draft.save(ways)).toBe(true);
    expect(asked.slice(3)).toEqual(['place 13 1']);
  });

  it('keeps what went well before a refusal and sends the rest again', async () => {
    const draft = three();
    draft.rows[0]!.name = 'Maths 9';
    draft.rows[1]!.name = 'No';
    const first = server('No');
    expect(await draft.save(first.ways)).toBe(false);
    expect(first.asked).toEqual(['change 1 Maths 9']);
    expect(draft.general).not.toBeNull();
    expect(draft.dirty).toBe(true);
    draft.rows[1]!.name = 'NEET 2';
    const second = server();
    expect(await draft.save(second.ways)).toBe(true);
    expect(second.asked).toEqual(['change 2 NEET 2']);
  });

  it('sends nothing while something is wrong', async () => {
    const draft = three();
    const { asked, ways } = server();
    draft.rows[1]!.name = '';
    expect(await draft.save(ways, (row): Wrong => (row.name === '' ? { name: 'Enter a name.' } : {}))).toBe(false);
    expect(draft.wrong).toEqual({ 'name-2': 'Enter a name.' });
    expect(asked).toEqual([]);
  });
});
