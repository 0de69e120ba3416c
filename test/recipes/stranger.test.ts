import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { describe, it } from 'node:test';
import { startStack } from '../../local/stack.js';
import { invite, keepPicture, seesCamera } from './support/guest.js';
import { awsEnvironment } from './support/kitchen.js';
import { openRegistry } from './support/registry.js';

const run = promisify(execFile);

/** One thing that the README tells a stranger to do. */
type Step = { readonly run: string } | { readonly file: string; readonly text: string };

/** The steps of a chapter between two comments: commands, and files with their names above them. */
function stepsIn(readme: string): Step[] {
  const [, chapter] = /<!-- ten-minutes -->\n([^]*?)<!-- \/ten-minutes -->/.exec(readme) ?? [];
  assert(chapter, 'The README has lost its chapter.');
  const blocks = [...chapter.matchAll(/(?:^`([\w./-]+)`:\n\n)?^```(\w+)\n([^]*?)^```$/gm)];
  return blocks.map(([, file, language, text = '']) => {
    if (language === 'sh') return { run: text };
    assert(file, `A block of ${language} has no name above it.`);
    return { file, text };
  });
}

describe('a stranger with an empty folder', () => {
  it('has a live camera by following the README word for word', { timeout: 300_000 }, async (test) => {
    const life = new AbortController();
    const [home, packed] = ['stranger-', 'packed-'].map((name) => mkdtempSync(join(tmpdir(), name)));
    assert(home && packed);
    try {
      const stack = await startStack({ signal: life.signal });
      await stack.addCamera({ channel: 'front-door', kind: 'loop', picture: 'front-door' });
      const pack = ['pack', '--json', '--pack-destination', packed];
      const { stdout } = await run('npm', pack);
      const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
      await using registry = await openRegistry(join(packed, filename));
      // Nothing of this repository's npm is theirs.
      const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
      const env = {
        ...Object.fromEntries(own),
        ...awsEnvironment(stack),
        PORT: '0',
        npm_config_registry: registry.url,
      };

      assert.deepEqual(readdirSync(home), []);
      const steps = stepsIn(readFileSync('README.md', 'utf8'));
      const last = steps.pop();
      assert(last && 'run' in last);
      let folder = home;
      const startedAt = performance.now();
      for (const step of steps) {
        if ('run' in step) {
          // A shell that stays where the last command has led it.
          const code = `${step.run}\necho "in: $PWD"`;
          const said = await run('bash', ['-ec', code], { cwd: folder, env, signal: life.signal });
          folder = /^in: (.+)$/m.exec(said.stdout)?.[1] ?? folder;
        } else {
          const path = join(folder, step.file);
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, step.text);
        }
      }
      const server = spawn('bash', ['-ec', `exec ${last.run.trim().replace(/^(\w+=\S+ )/, 'env $1')}`], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
        signal: life.signal,
      });
      // Ended by us.
      server.on('error', () => {});
      const [url] = (await once(createInterface(server.stdout), 'line')) as [string];
      await using guest = await invite('chromium');
      await using visit = await guest.open(url);
      await seesCamera(visit, 'front-door');
      await keepPicture(visit.page, 'ten-minutes');
      assert.deepEqual(visit.complaints, []);
      test.diagnostic(
        `${Math.round((performance.now() - startedAt) / 1_000)} s from an empty folder to a picture`,
      );
    } finally {
      life.abort();
      for (const folder of [home, packed]) rmSync(folder, { recursive: true, force: true });
    }
  });
});
