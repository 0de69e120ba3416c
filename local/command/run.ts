import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEYS, startStack, type Stack } from '../stack.js';
import { linesFor } from './html.js';
import { openSite } from './site.js';
import type { Wishes } from './wishes.js';

/** Local KVS that runs. */
export interface Running {
  /** What to tell whoever started it. */
  readonly words: string;
  /** Resolves when the signal has ended everything. */
  readonly closed: Promise<void>;
}

const GUEST_ACTIONS = [
  'DescribeSignalingChannel',
  'GetSignalingChannelEndpoint',
  'GetIceServerConfig',
  'ConnectAsViewer',
];
const POOL = 'us-west-2:0ca10000-0000-4000-8000-000000000001';

/** Starts service, cameras and site; ends with the signal. `elements` is the folder of the built elements. */
export async function run(wishes: Wishes, elements: URL, signal: AbortSignal): Promise<Running> {
  const { port, host, cameras } = wishes;
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  const stack = await startStack({ port: port && port + 1, host, signal });
  await Promise.all(
    cameras.map(({ channel, picture }) => stack.addCamera({ channel, picture, kind: 'loop' })),
  );
  stack.service.createIdentityPool({
    id: POOL,
    allowClassicFlow: true,
    role: { name: 'local-guest', allow: { actions: GUEST_ACTIONS } },
  });
  const folder = await mkdtemp(join(tmpdir(), 'kvs-elements-local-'));
  const certificate = join(folder, 'certificate.pem');
  await writeFile(certificate, stack.service.certificate);
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const answer = openSite({ stack, cameras, url, elements });
  server.on('request', (request, response) => void answer(request, response));
  const closed = untilClosed(stack, server, wishes, signal).finally(() => rm(folder, { recursive: true }));
  return { words: describe(stack, url, certificate, wishes), closed };
}

function describe({ service }: Stack, url: string, certificate: string, { cameras }: Wishes): string {
  const { roleArn = '' } = service.identityPool(POOL);
  return `
KVS runs on this machine, with ${cameras.length === 1 ? 'one camera' : `${cameras.length} cameras`}. Ctrl+C ends it.

  All cameras     ${url}/
  Token endpoint  ${url}/token
  Control plane   ${service.endpoint}  (${service.region})
  KVS's own SDK   ${service.secureEndpoint}, as it takes TLS only, and NODE_EXTRA_CA_CERTS=${certificate}
  Cognito guests  endpoint="${service.endpoint}" identity-pool-id="${POOL}" identity-role-arn="${roleArn}"
  Token server    AWS_ENDPOINT_URL_KINESIS_VIDEO=${service.endpoint} AWS_REGION=${service.region} AWS_ACCESS_KEY_ID=${KEYS.server.accessKeyId} AWS_SECRET_ACCESS_KEY=${KEYS.server.secretAccessKey}
  Channels        ${cameras.map(({ channel }) => channel).join(' ')}

Paste this into your page:

${linesFor(url, service.region, cameras.slice(0, 2))
  .map((line) => `  ${line}`)
  .join('\n')}
`;
}

async function untilClosed(
  stack: Stack,
  server: ReturnType<typeof createServer>,
  { cameras }: Wishes,
  signal: AbortSignal,
): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
  server.closeAllConnections();
  await Promise.all([
    new Promise((resolve) => server.close(resolve)),
    ...cameras.map(({ channel }) => stack.removeCamera(channel)),
    stack.service.stop(),
  ]);
}
