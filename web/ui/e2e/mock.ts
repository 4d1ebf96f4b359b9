// A stand-in for the server with the same answers, for screenshots and for work on the screens.
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const built = join(import.meta.dirname, '../../../embed/ui');
const screens = /^\/(setup|login|inbox|inbox\/[^/]+|mine|leads\/[^/]+)$/;
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

export interface User {
  id: number;
  name: string;
  email: string;
  role: string;
}

export interface Person {
  id: number;
  name: string;
  email: string;
  courseInterest: string;
  message: string | null;
  isPublic: boolean;
  claimedBy: number | null;
  claimedAt: string | null;
  createdAt: string;
  updatedAt: string;
}

/** What the stand-in knows; tests and screenshots change it directly. */
export class Mock {
  needed = false;
  codeRequired = true;
  school = 'Kite Learning Centre';
  users: User[] = [
    { id: 1, name: 'Asha Patil', email: 'asha@kite.example', role: 'owner' },
    { id: 2, name: 'Rahul Deshpande', email: 'rahul@kite.example', role: 'counsellor' },
  ];
  people: Person[] = [];
  /** When set, every request of the API is answered with this status. */
  broken = 0;
  throttled = false;
  #server: Server | undefined;

  arrive(id: number, minutes: number, name: string, courseInterest: string, message: string | null): Person {
    const createdAt = new Date(Date.now() - minutes * 60_000 - 5000).toISOString();
    const email = `${name.toLowerCase().normalize('NFD').replace(/[^a-z]+/g, '.')}@mail.example`;
    const person = {
      id, name, email, courseInterest, message, isPublic: true, claimedBy: null, claimedAt: null, createdAt, updatedAt: createdAt,
    };
    this.people.push(person);
    return person;
  }

  take(id: number, user: number, at = Date.now()) {
    const person = this.people.find((one) => one.id === id);
    if (!person) return;
    person.claimedBy = user;
    person.isPublic = false;
    person.claimedAt = person.updatedAt = new Date(at).toISOString();
  }

  async listen(port = 0): Promise<string> {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((done) => this.#server?.listen(port, '127.0.0.1', done));
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`;
  }

  close() {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://mock');
    if (url.pathname.startsWith('/api/')) return this.#api(request, response, url);
    if (url.pathname === '/') return void response.writeHead(302, { location: this.needed ? '/setup' : '/inbox' }).end();
    const file = screens.test(url.pathname) ? '/index.html' : url.pathname;
    try {
      const body = await readFile(join(built, file));
      response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain', 'content-security-policy': policy });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  async #api(request: IncomingMessage, response: ServerResponse, url: URL) {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const body = (text ? JSON.parse(text) : {}) as Record<string, string>;
    const send = (status: number, data: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(status < 400 ? { success: true, data } : { success: false, error: 'Failed', message: 'Refused', ...(data as object) }));
    };
    const id = Number(/desk=(\d+)/.exec(request.headers.cookie ?? '')?.[1]);
    const user = this.users.find((one) => one.id === id);
    const call = `${request.method} ${url.pathname.replace(/\/\d+/, '/:id')}`;
    const serverTime = new Date().toISOString();

    if (this.broken) return send(this.broken, { message: 'pq: secret inside' }, { 'x-request-id': 'a1b2c3' });
    if (call === 'GET /api/setup') return send(200, { needed: this.needed, codeRequired: this.codeRequired, passwordMin: 12 });
    if (call === 'POST /api/setup') {
      if (this.codeRequired && body.code !== '4821-0937') return send(403, { message: 'Wrong code' });
      this.needed = false;
      this.school = body.schoolName ?? '';
      this.users = [{ id: 1, name: body.name ?? '', email: body.email ?? '', role: 'owner' }];
      return send(201, { user: this.users[0], school: { name: this.school } }, { 'set-cookie': 'desk=1; HttpOnly; Path=/' });
    }
    if (this.needed) return send(503, { code: 'setup_required' });
    if (call === 'POST /api/enquiries/public') {
      const person = this.arrive(this.people.length + 1, 0, body.name ?? '', body.courseInterest ?? '', body.message ?? null);
      person.createdAt = serverTime;
      return send(201, { enquiry: person });
    }
    if (call === 'POST /api/auth/register') {
      const made = { id: this.users.length + 1, name: body.name ?? '', email: body.email ?? '', role: 'counsellor' };
      this.users.push(made);
      return send(201, { user: made, token: 'x' });
    }
    if (call === 'POST /api/session') {
      if (this.throttled) return send(429, {}, { 'retry-after': '30' });
      const found = this.users.find((one) => one.email === body.email);
      if (!found || body.password !== 'a short sentence') return send(401, { message: 'Email or password is incorrect' });
      return send(200, { user: found, school: { name: this.school } }, { 'set-cookie': `desk=${found.id}; HttpOnly; Path=/` });
    }
    if (!user) return send(401, { error: 'Authentication required' });
    if (call === 'DELETE /api/session') return send(200, {}, { 'set-cookie': 'desk=; Max-Age=0; HttpOnly; Path=/' });
    if (call === 'GET /api/me') return send(200, { user, school: { name: this.school } });

    const limit = Number(url.searchParams.get('limit') ?? 50);
    const offset = Number(url.searchParams.get('offset') ?? 0);
    const list = (all: Person[]) =>
      send(200, {
        enquiries: all.slice(offset, offset + limit),
        pagination: { total: all.length, limit, offset, hasMore: offset + limit < all.length },
        serverTime,
      });
    const unclaimed = this.people.filter((one) => one.claimedBy === null).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
    if (call === 'GET /api/enquiries/unclaimed') return list(unclaimed);
    if (call === 'GET /api/enquiries/mine') return list(this.people.filter((one) => one.claimedBy === user.id));

    const number = Number(url.pathname.split('/')[3]);
    const person = this.people.find((one) => one.id === number);
    if (!person) return send(404, { error: 'Not found' });
    const owner = this.users.find((one) => one.id === person.claimedBy);
    if (call === 'GET /api/enquiries/:id') {
      return send(200, { enquiry: { ...person, owner: owner ? { id: owner.id, name: owner.name } : null }, serverTime });
    }
    if (!owner) {
      this.take(number, user.id);
      return send(200, { enquiry: person });
    }
    const [next] = unclaimed;
    return send(409, {
      error: 'Conflict',
      message: 'This enquiry has already been claimed',
      details: {
        claimedBy: { id: owner.id, name: owner.name },
        claimedAt: person.claimedAt,
        claimedByMe: owner.id === user.id,
        next: next ? { id: next.id, name: next.name, waitSeconds: Math.floor((Date.now() - Date.parse(next.createdAt)) / 1000) } : null,
      },
    });
  }
}

/** The morning of the design: five people wait, one of them for 38 minutes. */
export function morning(mock: Mock) {
  mock.people = [];
  mock.arrive(1038, 38, 'Sana Qureshi', 'Maths, class 9', 'Wants a demo class on Saturday for Ayaan.');
  mock.arrive(1039, 21, 'Lucía Fernández', 'German A2, online', 'Level test first?');
  mock.arrive(1040, 12, 'Arjun Jadhav', 'JEE crash course', 'Fees and hostel details please');
  mock.arrive(1041, 4, 'Daniel D’Souza', 'Web development bootcamp', 'Is there an EMI option?');
  mock.arrive(
    1042, 2, 'Meera Nair', 'NEET foundation, class 11',
    'Is there a weekend batch? I am in class 11 and school ends at 3. My mother would like to visit first.',
  );
  mock.arrive(1043, 1, 'Tenzin Dolma', 'Spoken English, evening', 'Can I join from 1 December?');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const mock = new Mock();
  morning(mock);
  console.log(await mock.listen(Number(process.env.PORT ?? 4100)));
}
