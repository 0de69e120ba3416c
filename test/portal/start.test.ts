import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { answers } from './support/http.js';

describe('npm start', { timeout: 40_000 }, () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`says where the page is, and ends within a second of ${signal}`, async () => {
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
      clearTimeout(killer);
      assert.equal(code, 0);
      assert(performance.now() - askedAt < 1_000, 'it took longer than a second');
      assert.equal(await answers(url), false);
    });
  }
});
