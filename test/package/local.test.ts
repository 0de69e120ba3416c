import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const read = (path: string): Manifest => JSON.parse(readFileSync(path, 'utf8')) as Manifest;

/** Packs a folder and says where the tarball is. */
function pack(source: string, folder: string): string {
  const words = ['pack', source, '--json', '--pack-destination', folder];
  const [report] = JSON.parse(execFileSync('npm', words, { encoding: 'utf8' })) as [{ filename: string }];
  return `./${report.filename}`;
}

/** A page under development, on a port of its own. */
const PAGE = 'http://localhost:5173';

const attributesOf = (tag: string): string[][] =>
  [...tag.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]);

const askToken = (url: string, origin: string, channel: string): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ channel, clientId: 'viewer-test', reason: 'connect' }),
  });

const isGone = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => false,
    () => true,
  );

/** Where a machine stops for a moment, any goodbye takes longer: the fastest tells. */
const MOST_GOODBYES = 3;
const GOODBYE_MS = 2_000;

/** Of each test by itself: one for all of them would be the shorter, the more there are. */
const EACH = { timeout: 150_000 };

interface Started {
  readonly child: ChildProcess;
  readonly said: string;
}

/** How long a command takes to end well, in ms. */
async function end(child: ChildProcess): Promise<number> {
  const askedAt = performance.now();
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  assert.equal(code, 0);
  return performance.now() - askedAt;
}

describe('npx kvs-elements local', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kvs-local-'));
  const bin = join(folder, 'node_modules/kvs-elements-local/bin.js');
  const runBin = (words: readonly string[], nodeWords: readonly string[] = []) =>
    spawnSync(process.execPath, [...nodeWords, bin, ...words], { encoding: 'utf8', timeout: 20_000 });

  before(() => {
    const tarballs = ['.', './local/npm'].map((source) => pack(source, folder));
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    const words = ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs];
    execFileSync('npm', words, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }, EACH);
  after(() => rmSync(folder, { recursive: true }));

  /** Starts the command, and waits until it has printed its cameras. */
  async function started(context: TestContext): Promise<Started> {
    const child = spawn(
      join(folder, 'node_modules/.bin/kvs-elements'),
      ['local', '--port', '0', '--channel', 'lobby', '--cameras', '2'],
      { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const killer = setTimeout(() => child.kill(), 60_000);
    // It holds this test's output: left running by a test that fails, it would be waited for without end.
    context.after(() => {
      clearTimeout(killer);
      child.kill();
    });
    let said = '';
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      said += chunk.toString();
      if (said.split('</kvs-camera>').length > 2) break;
    }
    return { child, said };
  }

  it(
    'prints lines that lead to cameras from any page of this machine, and leaves nothing',
    EACH,
    async (context) => {
      const { child, said } = await started(context);
      const lines = said.split('\n').filter((line) => /^\s*<(script|kvs-camera) /.test(line));
      assert.equal(lines.length, 3, said);
      const [site = ''] = /http:\/\/localhost:\d+/.exec(said) ?? [];
      const [control = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
      const [script, ...cameras] = lines.map((line) => Object.fromEntries(attributesOf(line)));
      const elements = await fetch(script?.['src'] ?? '', { headers: { origin: PAGE } });
      assert.equal(elements.headers.get('access-control-allow-origin'), PAGE);
      assert.match(await elements.text(), /kvs-camera/);
      // For whoever takes the camera alone; it names its chunks itself.
      const alone = await fetch(`${site}/camera/kvs-camera.js`);
      const [chunk = ''] = /(?<=\.\/)chunks\/aws-[\w-]+\.js/.exec(await alone.text()) ?? [];
      assert.equal((await fetch(`${site}/camera/${chunk}`)).status, 200, chunk);
      assert.equal((await fetch(`${site}/kvs-camera.js`)).status, 404);
      for (const { channel = '', 'token-url': tokenUrl = '' } of cameras) {
        const answer = await askToken(tokenUrl, PAGE, channel);
        assert.equal(answer.headers.get('access-control-allow-origin'), PAGE);
        const { signalingUrl } = (await answer.json()) as { signalingUrl: string };
        const socket = new WebSocket(signalingUrl);
        await once(socket, 'open', { signal: AbortSignal.timeout(5_000) });
        socket.close();
      }
      assert.equal((await askToken(`${site}/token`, 'https://example.com', 'lobby')).status, 403);
      assert.equal((await askToken(`${site}/token`, PAGE, 'garage')).status, 403);
      let tookMs = await end(child);
      assert.deepEqual(await Promise.all([site, control].map((url) => isGone(url))), [true, true]);
      for (let goodbye = 1; goodbye < MOST_GOODBYES && tookMs >= GOODBYE_MS; goodbye += 1)
        tookMs = await end((await started(context)).child);
      assert.ok(tookMs < GOODBYE_MS, `it took ${tookMs} ms at the last`);
    },
  );

  it('says how it is called', EACH, () => {
    const { status, stdout } = runBin(['--help']);
    assert.deepEqual([status, stdout.startsWith('Usage: kvs-elements local')], [0, true]);
    const wrong = runBin(['--cameras', 'many']);
    assert.equal(wrong.status, 1);
    assert.match(wrong.stderr, /^--cameras is "many"; it takes a number from 1 to 24\./);
  });

  it('says which port is taken', EACH, async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { status, stderr } = runBin(['--port', String(port)]);
    server.close();
    assert.equal(status, 1);
    assert.match(stderr, new RegExp(`^Port ${port} is taken\\. Choose others: --port N`));
  });

  it('says which Node it needs, before anything that an old one cannot read', EACH, () => {
    const old =
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } })";
    const { status, stderr } = runBin([], ['--import', `data:text/javascript,${encodeURIComponent(old)}`]);
    assert.deepEqual([status, stderr], [1, 'Local KVS needs Node 20.15 or newer; this is 18.20.8.\n']);
  });

  it('brings the versions that were tested here', EACH, () => {
    const [ours, theirs] = [read('package.json'), read('local/npm/package.json')];
    const { 'kvs-elements': elements, ...rest } = theirs.dependencies;
    assert.deepEqual([theirs.version, elements], [ours.version, ours.version]);
    for (const [name, version] of Object.entries(rest)) {
      assert.equal(version, ours.devDependencies[name], name);
    }
  });
});
