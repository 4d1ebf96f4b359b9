// Runs the built binary: once for its private PostgreSQL, and then as many servers on that as a test wants.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { resolve } from 'node:path';

const binary = resolve(process.env.FIRSTBELL_BIN ?? '../../firstbell');

export interface Served {
  address: string;
  port: number;
  child: ChildProcess;
  /** What it has written so far. */
  log(): string;
  /** Stops it in order. */
  end(): Promise<void>;
  /** Ends it at once: for a desk that nobody wants any more, which is faster. */
  drop(): Promise<unknown>;
}

/** Starts a server and waits until it answers. */
export async function serve(settings: Record<string, string>, port?: number): Promise<Served> {
  const at = port ?? (await freePort());
  const env = {
    ...process.env, JWT_SECRET: 'the same for all the servers of one desk', HOST: '127.0.0.1', PORT: String(at), RATE_LIMITS: 'off', ...settings,
  };
  const child = spawn(binary, ['serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (chunk) => (log += String(chunk)));
  child.stderr.on('data', (chunk) => (log += String(chunk)));
  const ended = new Promise((done) => child.once('exit', done));
  const end = async () => {
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(patience);
  };
  const drop = () => (child.kill('SIGKILL'), ended);
  const address = `http://127.0.0.1:${at}`;
  for (let tries = 0; tries < 1200; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended:\n${log}`);
    const response = await fetch(`${address}/health`).catch(() => null);
    if (response?.ok) return { address, port: at, child, log: () => log, end, drop };
    await new Promise((done) => setTimeout(done, 50));
  }
  await end();
  throw new Error(`the server did not start:\n${log}`);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address ? address.port : 0;
}

/** A private PostgreSQL, started when it is first asked for, with a new database for everybody who asks. */
export class Database {
  #base = '';
  #host: Promise<Served> | undefined;
  #made = 0;
  #first: Promise<{ name: string; folder: string }> | undefined;

  /** Where servers of the newest database keep their files: a folder belongs to one database. */
  get folder(): string {
    return `${this.#base}/desk-${this.#made}`;
  }

  /** The address of a new, empty database. */
  fresh(): Promise<string> {
    return this.#make('');
  }

  /** The address of a copy of a desk that is set up once, for all that want the same. */
  async copy(setUp: (address: string) => Promise<void>): Promise<string> {
    this.#first ??= this.#prepare(setUp);
    const { name, folder } = await this.#first;
    const address = await this.#make(`TEMPLATE ${name}`);
    await cp(folder, this.folder, { recursive: true });
    return address;
  }

  async #prepare(setUp: (address: string) => Promise<void>): Promise<{ name: string; folder: string }> {
    const { address, end } = await serve({ DATABASE_URL: await this.fresh(), DATA_DIR: this.folder });
    await setUp(address);
    await end();
    return { name: this.#name, folder: this.folder };
  }

  get #name(): string {
    return `test_${this.#made}`;
  }

  async #make(like: string): Promise<string> {
    this.#host ??= this.#start();
    await this.#host;
    this.#made++;
    await ask(this.#socket, `CREATE DATABASE ${this.#name} OWNER firstbell ${like}`);
    return `unix://firstbell@${this.#name}/${this.#socket}?sslmode=disable`;
  }

  async stop() {
    if (!this.#host) return;
    await (await this.#host).end();
    await rm(this.#base, { recursive: true, force: true });
  }

  get #socket(): string {
    return `${this.#base}/host/run/.s.PGSQL.5432`;
  }

  async #start(): Promise<Served> {
    this.#base = await mkdtemp('/var/tmp/firstbell-e2e-');
    await chmod(this.#base, 0o755);
    // As many as several servers need beside each other, as they are killed and come again. Nobody misses the data.
    await mkdir(`${this.#base}/host`);
    await writeFile(`${this.#base}/host/postgresql.local.conf`, 'max_connections = 120\nfsync = off\nfull_page_writes = off\n');
    return serve({ DATA_DIR: `${this.#base}/host` });
  }
}

/** Sends one statement to PostgreSQL through its socket, which knows us by our user. */
function ask(path: string, statement: string): Promise<void> {
  return new Promise((done, fail) => {
    const words = Buffer.from('user\0firstbell_admin\0database\0postgres\0\0');
    const start = Buffer.alloc(8);
    start.writeInt32BE(words.length + 8, 0);
    start.writeInt32BE(0x0003_0000, 4);
    const text = Buffer.from(`${statement}\0`);
    const query = Buffer.alloc(5);
    query.write('Q');
    query.writeInt32BE(text.length + 4, 1);

    const socket = connect(path);
    let heard = Buffer.alloc(0);
    let asked = false;
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('PostgreSQL has hung up')));
    socket.on('connect', () => socket.write(Buffer.concat([start, words])));
    socket.on('data', (piece) => {
      heard = Buffer.concat([heard, piece]);
      while (heard.length >= 5 && heard.length > heard.readInt32BE(1)) {
        const end = heard.readInt32BE(1) + 1;
        const kind = String.fromCharCode(heard[0] ?? 0);
        const body = heard.subarray(5, end).toString();
        heard = heard.subarray(end);
        if (kind === 'E') fail(new Error(`${statement}: ${body.replaceAll('\0', ' ')}`));
        if (kind !== 'Z') continue;
        if (asked) {
          done();
          socket.end();
        } else socket.write(Buffer.concat([query, text]));
        asked = true;
      }
    });
  });
}
