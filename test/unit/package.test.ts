import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const file = (path: string): URL => new URL(`../../${path}`, import.meta.url);

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
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

  it('has no AWS code and no key of its shims in the file for script tags', () => {
    const script = readFileSync(file('dist/kvs-elements.js'), 'utf8');
    assert.doesNotMatch(script, /DescribeSignalingChannel|AWS4-HMAC|process\.env|isomorphic/);
    const lazy = [...script.matchAll(/import\(`?["'`]?(\.\/chunks\/[\w.-]+)/g)].map(([, path]) => path);
    assert.ok(
      lazy.some((path) => path?.includes('aws')),
      lazy.join(),
    );
  });

  for (const entry of ['index', 'kvs-camera', 'kvs-ptt-button', 'core', 'react', 'kvs-elements', 'server']) {
    it(`imports ${entry} in Node, twice, and does no harm`, async () => {
      await import(file(`dist/${entry}.js`).href);
      await import(`${file(`dist/${entry}.js`).href}?again`);
    });
  }
});
