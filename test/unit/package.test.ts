import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const file = (path: string): URL => new URL(`../../${path}`, import.meta.url);

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

interface Manifests {
  readonly modules: readonly { readonly declarations?: readonly { readonly tagName?: string }[] }[];
}

const manifest = JSON.parse(readFileSync(file('package.json'), 'utf8')) as Manifest;

describe('the built package', () => {
  it('has every file that it exports', () => {
    const paths = Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    );
    for (const path of paths) assert.ok(existsSync(file(path)), path);
  });

  it('installs nothing but lit', () => assert.deepEqual(Object.keys(manifest.dependencies), ['lit']));

  for (const path of ['dist/kvs-elements.js', 'dist/camera/kvs-camera.js']) {
    it(`has no AWS code and no key of its shims in ${path}, for script tags`, () => {
      const script = readFileSync(file(path), 'utf8');
      assert.doesNotMatch(script, /DescribeSignalingChannel|AWS4-HMAC|process\.env|isomorphic/);
      const lazy = [...script.matchAll(/import\(`?["'`]?(\.\/chunks\/[\w.-]+)/g)].map(([, chunk]) => chunk);
      assert.ok(
        lazy.some((chunk) => chunk?.includes('aws')),
        lazy.join(),
      );
    });
  }

  const scripts = Object.values(manifest.exports)
    .map((entry) => (typeof entry === 'string' ? entry : (entry['default'] ?? '')))
    .filter((path) => path.endsWith('.js'));
  for (const path of scripts) {
    it(`imports ${path} in Node, twice, and does no harm`, async () => {
      await import(file(path).href);
      await import(`${file(path).href}?again`);
    });
  }

  it('has an entry point for each tag', () => {
    const { modules } = JSON.parse(readFileSync(file('dist/custom-elements.json'), 'utf8')) as Manifests;
    const tags = modules.flatMap(({ declarations = [] }) =>
      declarations.flatMap(({ tagName }) => tagName ?? []),
    );
    assert.ok(tags.length >= 2, tags.join());
    for (const tag of tags) assert.ok(manifest.exports[`./${tag}.js`], tag);
  });
});
