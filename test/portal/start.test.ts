import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { answers } from './support/http.js';

/** Where a machine stops for a moment, any goodbye takes longer: the fastest tells. */
const MOST_GOODBYES = 3;
const GOODBYE_MS = 1_000;

describe('npm start', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`says where the page is, and ends within a second of ${signal}`, { timeout: 60_000 }, async () => {
      let tookMs = Infinity;
      for (let goodbye = 0; goodbye < MOST_GOODBYES && tookMs >= GOODBYE_MS; goodbye += 1)
        tookMs = await startAndEnd(signal);
      assert(tookMs < GOODBYE_MS, `it took ${tookMs} ms at the last`);
    });
  }
});

/** How long it took to end, in ms. */
async function startAndEnd(signal: NodeJS.Signals): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/start.ts'], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killer = setTimeout(() => child.kill('SIGKILL'), 18_000);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const [url] = /http:\/\/localhost:\d+/.exec(line) ?? [];
  assert(url, line);
  assert.equal(await answers(url), true);
  const askedAt = performance.now();
  child.kill(signal);
  const [code] = (await once(child, 'exit')) as [number | null];
  const tookMs = performance.now() - askedAt;
  clearTimeout(killer);
  assert.equal(code, 0);
  assert.equal(await answers(url), false);
  return tookMs;
}
