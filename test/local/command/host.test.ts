import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { describe, it, type TestContext } from 'node:test';
import { machineAddress } from '../../../local/turn/addresses.js';

const COMMAND = ['--import', 'tsx', 'local/command/main.ts', '--port', '0', '--cameras', '1'];
const hasIPv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ family }) => family === 'IPv6'),
);

/** Starts the command, and waits until it has said all. It ends with the test. */
async function started(
  context: TestContext,
  ...words: readonly string[]
): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const child = spawn(process.execPath, [...COMMAND, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  context.after(() => child.kill());
  let said = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    said += chunk.toString();
    if (said.includes('</kvs-camera>')) break;
  }
  return { child, said };
}

/** Of each test by itself: one for all of them would be the shorter, the more there are. */
const EACH = { timeout: 60_000 };

describe('kvs-elements local --host', () => {
  for (const host of ['localhost', '0.0.0.0', '::']) {
    it(`starts on ${host}, with a camera`, { ...EACH, skip: host === '::' && !hasIPv6 }, async (context) => {
      const { said } = await started(context, '--host', host);
      const [site] = /http:\/\/localhost:\d+/.exec(said) ?? [];
      assert(site, said);
      assert.match(await (await fetch(site)).text(), /<kvs-camera /);
    });
  }

  it('prints what the KVS SDK needs, which takes nothing but TLS', EACH, async (context) => {
    const { child, said } = await started(context);
    const [, endpoint, certificate = ''] =
      /KVS's own SDK +(https:\S+?),.*NODE_EXTRA_CA_CERTS=(.*)/.exec(said) ?? [];
    const [, channel] = /Channels +(\S+)/.exec(said) ?? [];
    const [, accessKeyId, secretAccessKey] =
      /AWS_ACCESS_KEY_ID=(\S+) AWS_SECRET_ACCESS_KEY=(\S+)/.exec(said) ?? [];
    const wish = JSON.stringify({ endpoint, channel, credentials: { accessKeyId, secretAccessKey } });
    const words = ['--import', 'tsx', 'test/local/command/viewer.ts', wish];
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate };
    const viewer = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let heard = '';
    for await (const chunk of viewer.stdout as AsyncIterable<Buffer>) heard += chunk.toString();
    assert.equal(heard, 'open\n');
    child.kill('SIGINT');
    await once(child, 'exit');
    assert.equal(existsSync(certificate), false);
  });

  for (const host of [
    '::1',
    '127.0.0.2',
    machineAddress().replace('127.0.0.1', '192.0.2.1'),
    'example',
    '',
  ]) {
    it(`says at once that nothing here would reach "${host}"`, EACH, () => {
      const words = [...COMMAND, '--host', host];
      const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 20_000 });
      assert.equal(status, 1);
      assert.ok(stderr.startsWith(`--host is "${host}"; it takes 127.0.0.1, 0.0.0.0 or ::.`), stderr);
    });
  }

  it('lets pages of this machine in, by every name of loopback, and no others', EACH, async (context) => {
    const { said } = await started(context);
    const [site = ''] = /http:\/\/localhost:\d+/.exec(said) ?? [];
    const [, channel = ''] = /Channels +(\S+)/.exec(said) ?? [];
    const ask = (origin: string): Promise<Response> =>
      fetch(`${site}/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify({ channel, clientId: 'viewer-test', reason: 'connect' }),
      });
    for (const origin of ['http://localhost:5173', 'https://app.localhost', 'http://[::1]:5173']) {
      const answer = await ask(origin);
      assert.deepEqual(
        [answer.status, answer.headers.get('access-control-allow-origin')],
        [200, origin],
        origin,
      );
    }
    for (const origin of ['https://app.localhost.example', 'http://notlocalhost', 'null'])
      assert.equal((await ask(origin)).status, 403, origin);
  });

  it('names in --help what it takes', EACH, () => {
    const { stdout } = spawnSync(process.execPath, [...COMMAND, '--help'], { encoding: 'utf8' });
    assert.match(stdout, /--host ADDRESS.*0\.0\.0\.0 or ::/);
  });
});
