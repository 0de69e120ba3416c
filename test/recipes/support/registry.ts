import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** Where npm finds our package as though it were published, and every other where it always does. */
export async function openRegistry(tarball: string): Promise<{ readonly url: string } & AsyncDisposable> {
  const others = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string; version: string };
  const file = readFileSync(tarball);
  const integrity = `sha512-${createHash('sha512').update(file).digest('base64')}`;
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === '/-/kvs-elements.tgz') return void response.end(file);
    if (path !== `/${manifest.name}`) {
      return void response.writeHead(307, { location: new URL(path.slice(1), others).href }).end();
    }
    const dist = { tarball: `http://${request.headers.host}/-/kvs-elements.tgz`, integrity };
    const { name, version } = manifest;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        name,
        'dist-tags': { latest: version },
        versions: { [version]: { ...manifest, dist } },
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
