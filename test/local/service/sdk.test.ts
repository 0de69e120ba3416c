import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { start } from './support.js';

const PEER = fileURLToPath(new URL('sdk-peer.ts', import.meta.url));
const sts = { accessKeyId: 'ASIATEST', secretAccessKey: 'secret', sessionToken: 'token/+=' };

describe("the KVS SDK's SignalingClient", () => {
  it('connects over wss in both roles with its own signer and exchanges messages', async () => {
    await using service = await start({ credentials: [sts] });
    const folder = await mkdtemp(join(tmpdir(), 'kvs-service-'));
    try {
      const certificate = join(folder, 'certificate.pem');
      await writeFile(certificate, service.certificate);
      const { master, viewer } = service.ports;
      const hosts = [`wss://127.0.0.1:${master}`, `wss://127.0.0.1:${viewer}`];
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--import', 'tsx', PEER, service.arn, ...hosts, ...Object.values(sts)],
        { env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate }, timeout: 20_000 },
      );
      const log = JSON.parse(stdout) as string[][];
      const seen = (name: string): string[][] => log.filter(([event]) => event === name);
      assert.deepEqual(seen('sdpOffer'), [['sdpOffer', 'offer-sdp', 'sdk-viewer']]);
      assert.deepEqual(seen('sdpAnswer'), [['sdpAnswer', 'answer-sdp']]);
      assert.deepEqual(
        new Set(seen('iceCandidate').map(String)),
        new Set(['iceCandidate,of the page,sdk-viewer', 'iceCandidate,of the camera']),
      );
      assert.deepEqual(seen('statusResponse'), [['statusResponse', 'InvalidArgumentException', 'too-long']]);
    } finally {
      await rm(folder, { recursive: true });
    }
    const { connects, refused, messages } = service.channel('camera');
    assert.deepEqual([connects, refused], [{ master: 1, viewer: 1 }, []]);
    assert.deepEqual(messages.toViewers, { SDP_ANSWER: 1, ICE_CANDIDATE: 1 });
  });
});
