import { found, type Finding } from './diagnose-step.js';
import { KvsError, toKvsError } from './errors.js';
import { onAbort, withTimeout } from './lifetime.js';

/** How a browser reaches a TURN server. */
export type TurnTransport = 'udp' | 'tcp';

const UNAUTHORIZED = 401;

/** Checks that a STUN server tells this machine its public address. */
export async function checkStun(
  servers: readonly RTCIceServer[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Finding<null>> {
  const asked = only(servers, (url) => /^stuns?:/i.test(url));
  if (asked.length === 0) return found('skipped', 'The ticket names no STUN server');
  const { end, codes } = await gather(asked, 'srflx', timeoutMs, signal);
  if (end === 'found') return found('ok', `${namesOf(asked)} told this machine’s public address`);
  // Both engines keep a public address to themselves that is the same as the machine's own.
  if (end === 'complete' && codes.size === 0)
    return found('ok', `${namesOf(asked)} saw this machine without address translation`);
  return found(
    'warn',
    `No answer from ${namesOf(asked)}${said(codes)}`,
    'Allow UDP to it in the firewall. Without STUN most cameras behind a router are reached over TURN only.',
  );
}

/** Checks that a TURN server relays for this machine when it is reached over one transport. */
export async function checkTurn(
  servers: readonly RTCIceServer[],
  transport: TurnTransport,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Finding<null>> {
  const name = transport.toUpperCase();
  const asked = only(servers, (url) => transportOf(url) === transport);
  if (asked.length === 0) return found('skipped', `The ticket names no TURN server over ${name}`);
  const { end, codes } = await gather(asked, 'relay', timeoutMs, signal);
  if (end === 'found') return found('ok', `${namesOf(asked)} relays over ${name}`);
  if (codes.has(UNAUTHORIZED)) {
    throw new KvsError('ice-failed', `${namesOf(asked)} refused the ticket’s user name and password (401)`, {
      hint: 'The ICE servers of a ticket are good for five minutes: make a ticket for each connection, do not cache it.',
    });
  }
  throw new KvsError('ice-failed', `No relay over ${name}: no answer from ${namesOf(asked)}${said(codes)}`, {
    hint: `Allow ${name} to it in the firewall. ${BESIDES[transport]}`,
  });
}

const BESIDES: Readonly<Record<TurnTransport, string>> = {
  udp: 'If "turn-tcp" passes, cameras can still be shown, with more delay.',
  tcp: 'It is the way out of networks that let no UDP through; elsewhere it is not needed.',
};

/** Which transport a TURN URL is reached over; null for what is none, or what browsers do not use (DTLS). */
export function transportOf(url: string): TurnTransport | null {
  const [, scheme, transport] = /^(turns?):[^?]*(?:\?transport=(\w+))?$/i.exec(url)?.map(lower) ?? [];
  if (scheme === 'turn') return transport === 'tcp' ? 'tcp' : 'udp';
  return scheme === 'turns' && transport !== 'udp' ? 'tcp' : null;
}

function lower(text: string | undefined): string {
  return text?.toLowerCase() ?? '';
}

function only(servers: readonly RTCIceServer[], isWanted: (url: string) => boolean): RTCIceServer[] {
  return servers
    .map((server) => ({ ...server, urls: [server.urls].flat().filter(isWanted) }))
    .filter(({ urls }) => urls.length > 0);
}

/** Without a user, which is a secret, and the query, which would look like one. */
function namesOf(servers: readonly RTCIceServer[]): string {
  const names = servers
    .flatMap(({ urls }) => urls)
    .map((url) => url.replace(/:.*@/, ':').replace(/\?.*/, ''));
  return [...new Set(names)].join(', ');
}

function said(codes: ReadonlySet<number>): string {
  return codes.size > 0 ? ` (error ${[...codes].join(', ')})` : '';
}

interface Gathering {
  readonly end: 'found' | 'complete' | 'late';
  /** Of `icecandidateerror` events: STUN error codes, or 701 when the server was not reached. */
  readonly codes: ReadonlySet<number>;
}

/** Gathers with these servers only. A dead one gives neither an error nor an end, hence the time. */
async function gather(
  iceServers: RTCIceServer[],
  type: 'srflx' | 'relay',
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Gathering> {
  const codes = new Set<number>();
  const late = new Error('No end of gathering');
  try {
    const work = (bounded: AbortSignal): Promise<Gathering['end']> => look(iceServers, type, codes, bounded);
    return { end: await withTimeout(timeoutMs, signal, () => late, work), codes };
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown === late) return { end: 'late', codes };
    throw toKvsError(thrown, 'token-failed', 'The ICE servers of the token cannot be used');
  }
}

async function look(
  iceServers: RTCIceServer[],
  type: 'srflx' | 'relay',
  codes: Set<number>,
  signal: AbortSignal,
): Promise<'found' | 'complete'> {
  const pc = new RTCPeerConnection({ iceServers, iceTransportPolicy: type === 'relay' ? 'relay' : 'all' });
  onAbort(signal, () => pc.close());
  pc.addEventListener('icecandidateerror', ({ errorCode }) => codes.add(errorCode), { signal });
  const ended = new Promise<'found' | 'complete'>((resolve) => {
    const hear = ({ candidate }: RTCPeerConnectionIceEvent): void => {
      if (candidate?.type === type) resolve('found');
      else if (candidate === null) resolve('complete');
    };
    pc.addEventListener('icecandidate', hear, { signal });
  });
  pc.createDataChannel('diagnosis');
  await pc.setLocalDescription();
  return ended;
}
