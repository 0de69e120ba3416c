import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Camera, startCamera } from '../../../local/cameras/index.js';
import { Stage } from './support/stage.js';

const QUICK = { firstMs: 1, capMs: 10 };

describe('master', () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open();
  });
  after(() => stage.close());

  it('connects to its channel and leaves when stopped', async () => {
    const camera = await stage.camera('plain', { kind: 'loop', picture: 'gate' });
    assert.equal(stage.service.channel('plain').masterConnected, true);
    assert.equal(stage.service.channel('plain').calls['GetIceServerConfig'], 1);
    await camera.stop();
    await stage.service.waitFor(
      'plain',
      ({ masterConnected }) => !masterConnected,
      20_000,
      'the master to leave',
    );
  });

  for (const kind of ['go-away', 'reconnect-ice-server', 'drop'] as const) {
    it(`comes back after ${kind}`, async () => {
      await stage.camera(kind, { kind: 'loop', picture: 'gate', backoff: QUICK });
      stage.service.act(kind, { kind });
      await stage.service.waitFor(
        kind,
        ({ connects }) => connects.master === 2,
        20_000,
        'the second connection',
      );
    });
  }

  it('keeps trying while it is refused, never faster than three times a second', async () => {
    const camera = await stage.camera('refused', { kind: 'loop', picture: 'gate', backoff: QUICK });
    stage.service.fault('refused', { kind: 'refuse-handshake', status: 403, count: 3 });
    const startedAt = Date.now();
    stage.service.act('refused', { kind: 'drop' });
    const { problem } = await camera.waitFor(({ connects }) => connects === 2, 20_000, 'the next connection');
    assert.ok(Date.now() - startedAt >= 3 * 333, 'four attempts take more than a second');
    assert.equal(problem, null);
    assert.deepEqual(
      stage.service.channel('refused').refused.map(({ status }) => status),
      [403, 403, 403],
    );
  });

  it('survives frames that mean nothing', async () => {
    const camera = await stage.camera('garbage', { kind: 'loop', picture: 'gate' });
    for (const frame of [
      'empty',
      'not-json',
      'null',
      'unknown-type',
      'bad-base64',
      'bad-payload',
      'binary',
    ] as const)
      stage.service.act('garbage', { kind: 'garbage', frame });
    stage.service.act('garbage', { kind: 'ping' });
    stage.service.act('garbage', { kind: 'drop' });
    await camera.waitFor(({ connects }) => connects === 2, 20_000, 'the second connection');
  });

  it('says what is missing when the channel does not exist', async () => {
    await using camera = new Camera({ ...nowhere(stage), kind: 'loop', picture: 'gate' });
    const report = await camera.waitFor(({ problem }) => problem !== null, 20_000, 'the first failure');
    assert.match(report.problem ?? '', /ResourceNotFoundException/);
  });

  it('stops starting when its signal aborts', async () => {
    const life = new AbortController();
    const starting = startCamera({ ...nowhere(stage), kind: 'loop', picture: 'gate', signal: life.signal });
    life.abort(new Error('changed my mind'));
    await assert.rejects(starting, /changed my mind/);
  });

  it('leaves nothing running', async () => {
    assert.equal(await whatIsSaidBy('start-and-stop'), 'stopped');
  });

  it('leaves nothing running of a channel that was closed before it was followed', async () => {
    assert.equal(await whatIsSaidBy('closed-unheard'), 'closed');
  });
});

/** Runs a script to its end, which has to come by itself. */
async function whatIsSaidBy(name: string): Promise<string> {
  const script = new URL(`support/${name}.ts`, import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], {
    timeout: 60_000,
  });
  return stdout.trim();
}

function nowhere({ service: { endpoint, region } }: Stage) {
  const credentials = { accessKeyId: 'test-key', secretAccessKey: 'test-secret' };
  return { channel: 'nowhere', endpoint, region, credentials };
}
