// A stand-in for the server with the same answers, for screenshots and for work on the screens.
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Rules, type Answer, type Takes, type User } from './mock-rules';

const built = join(import.meta.dirname, '../../../embed/ui');
const screens = /^\/(setup|login|forgot|reset\/[^/]+|inbox|inbox\/[^/]+|due|mine|leads\/[^/]+|settings|settings\/[a-z]+|team|team\/\d+|invite\/[^/]+|audit)$/;
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

type Body = Record<string, string> & { userId?: number };

/** What the stand-in knows; tests and screenshots change it directly. */
export class Mock extends Rules {
  needed = false;
  codeRequired = true;
  /** When set, every request of the API is answered with this status. */
  broken = 0;
  throttled = false;
  #server: Server | undefined;
  #streams = new Set<ServerResponse>();
  #kept = new Map<string, Answer>();

  constructor() {
    super();
    this.onchange = (id, change) => {
      for (const stream of this.#streams) stream.write(`id: ${id}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`);
    };
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
    if (url.pathname === '/health') return void response.end('{}');
    const file = screens.test(url.pathname) ? '/index.html' : url.pathname;
    try {
      const body = await readFile(join(built, file));
      response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain', 'content-security-policy': policy });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  #stream(request: IncomingMessage, response: ServerResponse) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 1000\n\n');
    const last = request.headers['last-event-id'];
    if (last) this.changes.forEach((change, at) => at >= Number(last) && response.write(`id: ${at + 1}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`));
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }

  async #api(request: IncomingMessage, response: ServerResponse, url: URL) {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const body = (text ? JSON.parse(text) : {}) as Body;
    const send = (status: number, data: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(status < 400 ? { success: true, data } : { success: false, error: 'Failed', message: 'Refused', ...(data as object) }));
    };
    const id = Number(/desk=(\d+)/.exec(request.headers.cookie ?? '')?.[1]);
    const user = this.users.find((one) => one.id === id);
    const call = `${request.method} ${url.pathname.replace(/\/\d+/, '/:id')}`;

    if (this.broken) return send(this.broken, { message: 'pq: secret inside' }, { 'x-request-id': 'a1b2c3' });
    if (call === 'GET /api/setup') {
      return send(200, { needed: this.needed, finished: !this.needed, step: this.needed ? 1 : 0, codeRequired: this.codeRequired, passwordMin: 12 });
    }
    if (call === 'POST /api/setup') {
      if (this.codeRequired && body.code !== '4821-0937') return send(403, { message: 'Wrong code' });
      this.needed = false;
      this.settings.name = body.schoolName ?? '';
      this.users = [{ id: 1, name: body.name ?? '', email: body.email ?? '', role: 'owner' }];
      return send(201, this.#me(this.users[0]), { 'set-cookie': 'desk=1; HttpOnly; Path=/' });
    }
    if (this.needed) return send(503, { code: 'setup_required' });
    if (call === 'POST /api/enquiries/public') {
      return send(201, { enquiry: this.arrive(this.people.length + 1, 0, body.name ?? '', body.courseInterest ?? '', body.message ?? null) });
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
      return send(200, this.#me(found), { 'set-cookie': `desk=${found.id}; HttpOnly; Path=/` });
    }
    if (!user) return send(401, { error: 'Authentication required' });
    if (call === 'DELETE /api/session') return send(200, {}, { 'set-cookie': 'desk=; Max-Age=0; HttpOnly; Path=/' });
    if (call === 'GET /api/stream') return this.#stream(request, response);

    const given = request.headers['idempotency-key'];
    const key = given && `${user.id} ${String(given)}`;
    const kept = key ? this.#kept.get(key) : undefined;
    const answer = kept ?? this.#say(call, url, body, user);
    if (key && !kept) this.#kept.set(key, answer);
    send(...answer, kept ? { 'idempotent-replayed': 'true' } : {});
  }

  #me(user: User | undefined) {
    return { user, school: this.settings, secondFactor: { on: false, needed: false, recoveryCodesLeft: 0 }, theme: 'system', passwordMin: 6 };
  }

  #say(call: string, url: URL, body: Body, user: User): Answer {
    const limit = Number(url.searchParams.get('limit') ?? 50);
    const offset = Number(url.searchParams.get('offset') ?? 0);
    if (call === 'GET /api/me') return [200, this.#me(user)];
    if (call === 'GET /api/me/sessions') return [200, { sessions: [] }];
    if (call === 'GET /api/audit') return user.role === 'owner' ? [200, { entries: [], nextCursor: null }] : [403, {}];
    if (call === 'GET /api/stages') return [200, { stages: [] }];
    if (call === 'GET /api/settings') return [200, this.settings];
    if (call === 'GET /api/checklist') return [200, { items: [], hidden: true, samples: 0, setupOpen: false }];
    if (call === 'GET /api/invitations') return [200, { invitations: [] }];
    if (call === 'GET /api/roles') return [200, { roles: this.roles }];
    if (call === 'GET /api/users') return [200, { users: this.users.map((one) => this.member(one)) }];
    if (call === 'GET /api/enquiries/unclaimed') return this.list(this.waiting(), user, limit, offset, this.mode(user) === 'next');
    if (call === 'GET /api/enquiries/mine') return this.list(this.people.filter((one) => one.claimedBy === user.id), user, limit, offset);
    if (call === 'POST /api/enquiries/claim-next') return this.claimNext(user);
    if (call.startsWith('PATCH') && user.role !== 'owner') return [403, { message: 'Only an owner can do this' }];
    if (call === 'PATCH /api/settings') return [200, Object.assign(this.settings, body)];
    const [, , , place = ''] = url.pathname.split('/');
    const role = this.roles.find((one) => call === `PATCH /api/roles/${one.role}`);
    if (role) return [200, Object.assign(role, body)];
    const number = Number(place);
    if (call === 'PATCH /api/users/:id') {
      const member = this.users.find((one) => one.id === number);
      if (!member) return [400, { code: 'unknown_user' }];
      this.takes.set(number, { ...this.member(member), ...(body as unknown as Partial<Takes>) });
      return [200, this.member(member)];
    }
    const person = this.people.find((one) => one.id === number);
    if (!person) return [404, { error: 'Not found', code: 'enquiry_not_found' }];
    if (call === 'GET /api/enquiries/:id/events') return this.history(person);
    if (call === 'GET /api/enquiries/:id') return this.lead(person, user);
    if (call.endsWith('/looking')) {
      this.look(number, user.id, call.startsWith('POST'));
      return [200, {}];
    }
    if (call.endsWith('/claim')) return this.claim(person, user);
    if (call.endsWith('/release')) return this.release(person, user);
    if (call.endsWith('/reassign')) return this.reassign(person, user, Number(body.userId));
    return [404, { error: 'Not found' }];
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
