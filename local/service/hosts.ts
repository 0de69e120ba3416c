import type { Server } from 'node:http';
import type { Account } from './account.js';
import { answerCall } from './calls.js';
import type { Operations } from './calls.js';
import { makeCertificate } from './certificate.js';
import { controlOperations } from './control-plane.js';
import { jsonServer } from './http.js';
import { answerIdentityCall, isIdentityCall } from './identity/calls.js';
import { answerStsCall, isStsCall } from './identity/sts.js';
import { ICE_OPERATIONS } from './ice-config.js';
import { listen } from './listener.js';
import type { Listener } from './listener.js';
import type { Ports } from './options.js';
import { signalingServer } from './signaling.js';
import { STORAGE_SESSION_OPERATIONS } from './storage-sessions.js';

/** The four listening hosts of the service. */
export interface Hosts {
  readonly ports: Ports;
  /** PEM. */
  readonly certificate: string;
  /** Settles when every port and socket is closed. */
  close(): Promise<void>;
}

/**
 * Opens one port per host: roles are told apart by host, and an endpoint has no path to tell by.
 *
 * Rejects, with nothing left open, when a wanted port is taken.
 */
export async function openHosts(account: Account, wanted: Partial<Ports>): Promise<Hosts> {
  const keys = await makeCertificate();
  const lifetime = new AbortController();
  const { host } = account.settings;
  const open = (server: Server, port = 0): Promise<Listener> =>
    listen(server, port, keys, lifetime.signal, host);
  const ports = { control: 0, channel: 0, master: 0, viewer: 0 };
  const opening = Promise.all([
    open(controlServer(account, ports), wanted.control),
    open(restServer(account, { ...ICE_OPERATIONS, ...STORAGE_SESSION_OPERATIONS }), wanted.channel),
    open(signalingServer('MASTER', account), wanted.master),
    open(signalingServer('VIEWER', account), wanted.viewer),
  ]);
  try {
    const listeners = await opening;
    const [control, channel, master, viewer] = listeners;
    Object.assign(ports, {
      control: control.port,
      channel: channel.port,
      master: master.port,
      viewer: viewer.port,
    });
    return { ports, certificate: keys.certificate, close: () => close(listeners, lifetime) };
  } catch (error) {
    lifetime.abort();
    throw error;
  }
}

async function close(listeners: readonly Listener[], lifetime: AbortController): Promise<void> {
  lifetime.abort();
  await Promise.all(listeners.map(({ closed }) => closed));
}

/** AWS has a host for each of the three; here one port answers, and they are told apart by how they are asked. */
function controlServer(account: Account, ports: Ports): Server {
  const operations = controlOperations(ports);
  return jsonServer((call) => {
    if (isIdentityCall(call)) return answerIdentityCall(account, call);
    return isStsCall(call) ? answerStsCall(account, call) : answerCall(account, operations, call);
  }, account.settings);
}

function restServer(account: Account, operations: Operations): Server {
  return jsonServer((call) => answerCall(account, operations, call), account.settings);
}
