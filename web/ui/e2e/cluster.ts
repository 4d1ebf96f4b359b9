// Three servers on one database, each person behind a proxy that goes on with the next server when one is gone.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type Database, freePort, serve, type Served } from './binary';

/** Passes connections on to one server, and while that does not answer to the next. */
class Proxy {
  address = '';
  first = 0;
  #server: Server;
  #pairs = new Set<Socket>();

  constructor(readonly ports: number[]) {
    this.#server = createServer((client) => this.#pass(client, 0));
  }

  async listen() {
    const port = await freePort();
    await new Promise<void>((done) => this.#server.listen(port, '127.0.0.1', done));
    this.address = `http://127.0.0.1:${port}`;
  }

  #pass(client: Socket, tries: number) {
    const port = this.ports[(this.first + tries) % this.ports.length] ?? 0;
    const server = connect(port, '127.0.0.1');
    let stands = false;
    const end = () => {
      client.destroy();
      server.destroy();
      this.#pairs.delete(client);
    };
    this.#pairs.add(client);
    client.on('error', end);
    server.on('error', () => (stands || tries + 1 === this.ports.length ? end() : this.#pass(client, tries + 1)));
    server.on('connect', () => {
      stands = true;
      client.pipe(server).pipe(client);
      client.on('close', end);
      server.on('close', end);
    });
  }

  close() {
    for (const client of this.#pairs) client.destroy();
    this.#server.close();
  }
}

export class Cluster {
  readonly proxies: [Proxy, Proxy];

  private constructor(
    readonly servers: Served[],
    readonly settings: Record<string, string>,
  ) {
    const ports = servers.map((server) => server.port);
    this.proxies = [new Proxy(ports), new Proxy(ports)];
  }

  static async start(database: Database): Promise<Cluster> {
    const settings = { DATABASE_URL: await database.fresh(), DATA_DIR: database.folder };
    const first = await serve(settings); // the one that prepares the database
    const cluster = new Cluster([first, await serve(settings), await serve(settings)], settings);
    await Promise.all(cluster.proxies.map((proxy) => proxy.listen()));
    return cluster;
  }

  /** Ends a server at once, as a power cut would. */
  async kill(n: number) {
    const child = this.servers[n]?.child;
    const ended = new Promise((done) => child?.once('exit', done));
    child?.kill('SIGKILL');
    await ended;
  }

  /** Starts a killed server again at its address. */
  async revive(n: number) {
    this.servers[n] = await serve(this.settings, this.servers[n]?.port);
  }

  async stop() {
    for (const proxy of this.proxies) proxy.close();
    await Promise.all(this.servers.map((server) => server.end()));
  }
}
