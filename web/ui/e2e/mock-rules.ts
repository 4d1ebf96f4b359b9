// What the stand-in server knows and how it answers about enquiries; rules as those of the server, in short.

export interface User {
  id: number;
  name: string;
  email: string;
  role: string;
}

export interface Takes {
  courses: string[];
  languages: string[];
  branch: string | null;
  maxUntouched: number | null;
  maxOpen: number | null;
  maxClaimsPerDay: number | null;
}

export interface Person {
  id: number;
  name: string;
  email: string;
  courseInterest: string;
  message: string | null;
  language: string | null;
  branch: string | null;
  isPublic: boolean;
  claimedBy: number | null;
  claimedAt: string | null;
  dueAt: string;
  masked: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface Change {
  enquiryId: number;
  kind: string;
  by: number | null;
  owner: number | null;
  at: string;
}

/** An answer: a status, and the data or the refusal. */
export type Answer = [number, Record<string, unknown>];

const nobody: Takes = { courses: [], languages: [], branch: null, maxUntouched: null, maxOpen: null, maxClaimsPerDay: null };

export class Rules {
  users: User[] = [
    { id: 1, name: 'Asha Patil', email: 'asha@kite.example', role: 'owner' },
    { id: 2, name: 'Rahul Deshpande', email: 'rahul@kite.example', role: 'counsellor' },
  ];
  people: Person[] = [];
  settings = { name: 'Kite Learning Centre', queueMode: 'open', promiseMinutes: 5, timeZone: 'Asia/Kolkata', hours: [], totpRequired: 'off' };
  roles = ['counsellor', 'front_desk', 'owner'].map((role) => ({ role, maxUntouched: null, maxOpen: null, maxClaimsPerDay: null }));
  takes = new Map<number, Takes>();
  /** Who looks at what, until when: "lead user" to a moment. */
  looks = new Map<string, number>();
  changes: Change[] = [];
  onchange: (id: number, change: Change) => void = () => undefined;

  arrive(id: number, minutes: number, name: string, courseInterest: string, message: string | null): Person {
    const came = Date.now() - minutes * 60_000 - (minutes > 0 ? 5000 : 0);
    const createdAt = new Date(came).toISOString();
    const dueAt = new Date(came + this.settings.promiseMinutes * 60_000).toISOString();
    const email = `${name.toLowerCase().normalize('NFD').replace(/[^a-z]+/g, '.').replace(/^\.|\.$/g, '')}@mail.example`;
    const person = {
      id, name, email, courseInterest, message, language: null, branch: null, isPublic: true, claimedBy: null, claimedAt: null,
      dueAt, masked: false,
      createdAt, updatedAt: createdAt,
    };
    this.people.push(person);
    this.#tell(id, 'received', null);
    return person;
  }

  take(id: number, user: number, at = Date.now()) {
    this.#own(id, user, 'claimed', user, at);
  }

  look(id: number, user: number, open = true) {
    this.looks.set(`${id} ${user}`, open ? Date.now() + 30_000 : 0);
  }

  #own(id: number, owner: number | null, kind: string, by: number, at = Date.now()) {
    const person = this.people.find((one) => one.id === id);
    if (!person) return;
    person.claimedBy = owner;
    person.isPublic = owner === null;
    person.updatedAt = new Date(at).toISOString();
    person.claimedAt = owner === null ? null : person.updatedAt;
    this.#tell(id, kind, by, owner);
  }

  #tell(enquiryId: number, kind: string, by: number | null, owner: number | null = null) {
    const change = { enquiryId, kind, by, owner, at: new Date().toISOString() };
    this.changes.push(change);
    this.onchange(this.changes.length, change);
  }

  waiting(): Person[] {
    return this.people.filter((one) => one.claimedBy === null).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  }

  mode(user: User): string {
    return user.role === 'owner' ? 'open' : this.settings.queueMode;
  }

  /** An enquiry as this person may see it. */
  shown(one: Person, user: User): Person {
    if (this.mode(user) === 'open' || one.claimedBy === user.id) return one;
    return { ...one, name: `${one.name.slice(0, 1)}.`, email: '•••@•••.example', message: null, masked: true };
  }

  looking(id: number, user: User) {
    return this.users
      .filter((one) => one.id !== user.id && (this.looks.get(`${id} ${one.id}`) ?? 0) > Date.now())
      .map((one) => ({ id: one.id, name: one.name }));
  }

  member(user: User) {
    const takes = { ...nobody, ...this.takes.get(user.id) };
    const { maxUntouched, maxOpen, maxClaimsPerDay } = takes;
    return { ...takes, inForce: { maxUntouched, maxOpen, maxClaimsPerDay }, id: user.id, name: user.name, role: user.role };
  }

  list(all: Person[], user: User, limit: number, offset: number, hidden = false): Answer {
    const enquiries = all.slice(offset, offset + limit).map((one) => ({ ...this.shown(one, user), looking: this.looking(one.id, user) }));
    const pagination = { total: all.length, limit, offset, hasMore: offset + limit < all.length, nextCursor: null };
    return [200, { enquiries: hidden ? [] : enquiries, pagination, serverTime: new Date().toISOString() }];
  }

  lead(one: Person, user: User): Answer {
    const owner = this.users.find((each) => each.id === one.claimedBy);
    const enquiry = {
      stage: 'new', closedReason: null, closedAt: null, wakeAt: null, followUp: null, version: this.changes.length,
      ...this.shown(one, user), owner: owner ? { id: owner.id, name: owner.name } : null, looking: this.looking(one.id, user),
    };
    return [200, { enquiry, serverTime: new Date().toISOString() }];
  }

  history(one: Person): Answer {
    const person = (id: number | null) => this.users.find((each) => each.id === id) ?? null;
    const told = this.changes.map((change, at) => ({ id: at + 1, kind: change.kind, at: change.at, by: person(change.by), owner: person(change.owner), of: change.enquiryId }));
    return [200, { events: told.filter((line) => line.of === one.id).reverse(), masked: false, nextCursor: null }];
  }

  claim(one: Person, user: User): Answer {
    if (this.mode(user) === 'next') return [403, { code: 'next_only', message: 'At this school everybody takes the next enquiry in line. Use claim next' }];
    const limit = this.#limit(user);
    if (limit) return limit;
    if (one.claimedBy === null) {
      this.take(one.id, user.id);
      return [200, { enquiry: one }];
    }
    const owner = this.users.find((each) => each.id === one.claimedBy);
    const [next] = this.waiting();
    const wait = (each: Person) => Math.floor((Date.now() - Date.parse(each.createdAt)) / 1000);
    return [409, {
      error: 'Conflict', code: 'claimed', message: 'This enquiry has already been claimed',
      details: {
        claimedBy: { id: owner?.id, name: owner?.name },
        claimedAt: one.claimedAt,
        claimedByMe: owner?.id === user.id,
        next: next ? { id: next.id, name: next.name, waitSeconds: wait(next) } : null,
      },
    }];
  }

  claimNext(user: User): Answer {
    const limit = this.#limit(user);
    if (limit) return limit;
    const { courses } = this.member(user);
    const next = this.waiting().find((one) => courses.length === 0 || courses.includes(one.courseInterest));
    if (next) this.take(next.id, user.id);
    return [200, { enquiry: next ?? null }];
  }

  #limit(user: User): Answer | null {
    const { maxUntouched, maxOpen, maxClaimsPerDay } = this.member(user);
    const held = this.people.filter((one) => one.claimedBy === user.id).length;
    const midnight = new Date(new Date().setUTCHours(18, 30, 0, 0)).toISOString();
    const all = [['untouched', maxUntouched, null], ['open', maxOpen, null], ['claims_per_day', maxClaimsPerDay, midnight]] as const;
    for (const [limit, value, freesAt] of all) {
      if (value === null || held < value) continue;
      return [422, { code: 'limit_reached', message: `You hold ${held}, and ${value} is the limit`, details: { limit, value, freesAt } }];
    }
    return null;
  }

  release(one: Person, user: User): Answer {
    if (one.claimedBy === null) return [409, { code: 'not_held', message: 'Nobody holds this enquiry' }];
    if (one.claimedBy !== user.id && user.role !== 'owner') return [403, { code: 'not_holder', message: 'Only the person who holds it can do this' }];
    this.#own(one.id, null, 'released', user.id);
    return [200, { enquiry: one }];
  }

  reassign(one: Person, user: User, to: number): Answer {
    if (!this.users.some((each) => each.id === to)) return [400, { code: 'unknown_user', message: 'There is nobody by that number here' }];
    if (one.claimedBy !== user.id && user.role !== 'owner') return [403, { code: 'not_holder', message: 'Only the person who holds it can do this' }];
    this.#own(one.id, to, 'reassigned', user.id);
    return [200, { enquiry: one }];
  }
}
