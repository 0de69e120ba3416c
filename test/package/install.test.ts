import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'vite';
import { installPackage, type Installed } from './support/installed.js';

/** Lit and what it brings; nothing of AWS. */
const PACKAGES = [
  '@lit-labs/ssr-dom-shim',
  '@lit/reactive-element',
  '@types/trusted-types',
  'kvs-elements',
  'lit',
  'lit-element',
  'lit-html',
];

/** Of each test by itself: one for all of them would be the shorter, the more there are. */
const EACH = { timeout: 120_000 };

describe('the packed package in a fresh folder', () => {
  let installed: Installed;
  before(() => (installed = installPackage()), EACH);
  after(() => installed[Symbol.dispose]());

  /** What a bundler makes of `code`: all that is loaded at once, as a text. */
  async function bundle(code: string): Promise<string> {
    const entry = join(installed.folder, 'entry.js');
    writeFileSync(entry, code);
    const output = await build({
      root: installed.folder,
      configFile: false,
      logLevel: 'error',
      build: { write: false, minify: false, lib: { entry, formats: ['es'] } },
    });
    const [first] = [output].flat();
    assert(first && 'output' in first);
    const chunks = new Map(first.output.map((file) => [file.fileName, file]));
    const loaded = new Map<string, string>();
    const load = (name: string): void => {
      const file = chunks.get(name);
      if (file?.type !== 'chunk' || loaded.has(name)) return;
      loaded.set(name, file.code);
      file.imports.forEach(load);
    };
    load(first.output[0].fileName);
    return [...loaded.values()].join('\n');
  }

  it('holds what is needed and no source, test or stub', EACH, () => {
    for (const path of ['LICENSE', 'NOTICE', 'dist/LICENSES.txt', 'dist/kvs-elements.js'])
      assert.ok(installed.packed.includes(path), path);
    const strays = installed.packed.filter(
      (path) =>
        !/^((?:dist|docs|recipes)\/|package\.json$|[A-Z]+(\.md)?$)/.test(path) ||
        /stub|\.test\.|\.tgz/.test(path),
    );
    assert.deepEqual(strays, []);
  });

  it('holds whatever the README leads to', EACH, () => {
    const links = [...readFileSync('README.md', 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(
      ([, path]) => path ?? '',
    );
    const isThere = (link: string): boolean =>
      installed.packed.some((path) => path === link || path.startsWith(`${link.replace(/\/$/, '')}/`));
    assert.ok(links.length > 10);
    assert.deepEqual(
      links.filter((link) => !isThere(link)),
      [],
    );
  });

  it('brings seven packages, none of them of AWS', EACH, () =>
    assert.deepEqual([...installed.packages].sort(), PACKAGES),
  );

  for (const tag of ['kvs-camera', 'kvs-grid', 'kvs-ptt-button']) {
    for (const entry of ['kvs-elements', `kvs-elements/${tag}.js`]) {
      it(`keeps <${tag}> in a bundle that only says import '${entry}'`, EACH, async () => {
        const code = await bundle(`import '${entry}';`);
        assert.match(code, new RegExp(`define\\("${tag}"`));
      });
    }
  }

  it('brings no element into a bundle of kvs-elements/core', EACH, async () => {
    const code = await bundle(`import { sessions } from 'kvs-elements/core'; console.log(sessions);`);
    assert.doesNotMatch(code, /customElements|LitElement/);
  });

  it('is imported by Node for a server that renders pages', EACH, () => {
    const entries = ['', '/kvs-camera.js', '/kvs-ptt-button.js', '/core'].map(
      (path) => `kvs-elements${path}`,
    );
    const code = entries.map((entry) => `await import('${entry}');`).join('\n');
    const words = ['--input-type=module', '-e', `${code} console.log('imported');`];
    const said = execFileSync(process.execPath, words, { cwd: installed.folder, encoding: 'utf8' });
    assert.equal(said, 'imported\n');
  });

  it('says which AWS clients kvs-elements/server wants', EACH, () => {
    const { peerDependencies, peerDependenciesMeta } = JSON.parse(
      readFileSync(join(installed.folder, 'node_modules/kvs-elements/package.json'), 'utf8'),
    ) as Record<'peerDependencies' | 'peerDependenciesMeta', Record<string, unknown>>;
    const server = readFileSync(join(installed.folder, 'node_modules/kvs-elements/dist/server.js'), 'utf8');
    const wanted = [...server.matchAll(/from "(@(?:aws-sdk|smithy)\/[^"]+)"/g)].map(([, name = '']) => name);
    assert.ok(wanted.length >= 3, wanted.join());
    for (const name of wanted) {
      assert.ok(peerDependencies[name], name);
      assert.deepEqual(peerDependenciesMeta[name], { optional: true });
    }
  });

  it('has types that hold without skipLibCheck', EACH, () => {
    const code = `
      import { setTokenCallback, type KvsCamera, type KvsStateChangeEvent } from 'kvs-elements';
      import 'kvs-elements/kvs-camera.js';
      import { sessions, type Lease } from 'kvs-elements/core';
      setTokenCallback(async ({ channel, signal }) => (await fetch('/' + channel, { signal })).json());
      const camera: KvsCamera = document.createElement('kvs-camera');
      camera.latency = 'smooth';
      // @ts-expect-error no such latency
      camera.latency = 'fast';
      camera.addEventListener('kvs-statechange', (event) => { const typed: KvsStateChangeEvent = event; void typed; });
      const lease: Lease = sessions.acquire({ channel: 'a' });
      lease.session.subscribe((state) => {
        document.createElement('video').srcObject = state.phase === 'live' ? state.stream : null;
      });
      lease.release();
    `;
    writeFileSync(join(installed.folder, 'types.ts'), code);
    const options = {
      compilerOptions: {
        target: 'es2022',
        module: 'nodenext',
        strict: true,
        noEmit: true,
        types: [],
        lib: ['es2022', 'dom', 'dom.iterable'],
      },
      files: ['types.ts'],
    };
    compile(options);
  });

  it('has types for servers, which know no types of browsers', EACH, () => {
    const code = `
      import { createTicket, createTokenHandler } from 'kvs-elements/server';
      export const handle = createTokenHandler({ authorize: (request, { channel }) => channel === 'front-door' });
      export const ticket = createTicket({ channel: 'front-door', clientId: 'viewer-1' });
      void ticket.then(({ iceServers }) => iceServers.map(({ urls, credential }) => [urls, credential]));
    `;
    writeFileSync(join(installed.folder, 'server.ts'), code);
    const compilerOptions = {
      target: 'es2022',
      module: 'nodenext',
      strict: true,
      noEmit: true,
      lib: ['es2022'],
      types: ['node'],
      typeRoots: [join(process.cwd(), 'node_modules/@types')],
    };
    compile({ compilerOptions, files: ['server.ts'] });
  });

  function compile(options: object): void {
    writeFileSync(join(installed.folder, 'tsconfig.json'), JSON.stringify(options));
    execFileSync('npx', ['tsc', '-p', installed.folder], { stdio: ['ignore', 'inherit', 'inherit'] });
  }
});
