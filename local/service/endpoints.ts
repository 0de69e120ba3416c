import type { Channel } from './channel.js';
import { invalidArgument } from './errors.js';
import { oneOf } from './input.js';
import type { Input } from './input.js';
import type { Ports } from './options.js';

const PROTOCOLS = ['WSS', 'HTTPS', 'WEBRTC'] as const;

type Protocol = (typeof PROTOCOLS)[number];

/**
 * Answers GetSignalingChannelEndpoint with the hosts of this machine. KVS has others for every channel and role;
 * here a client goes unnoticed that keeps those of one channel for all.
 *
 * The schemes follow the call: over TLS `https` and `wss`, else `http` and `ws`, for pages that
 * cannot trust a certificate made a minute ago.
 */
export function endpoints(input: Input, channel: Channel, ports: Ports, secure: boolean): object {
  const wanted = input.object('SingleMasterChannelEndpointConfiguration');
  const role = oneOf(['MASTER', 'VIEWER'], wanted.text('Role') ?? 'VIEWER', 'Role');
  const protocols = (wanted.texts('Protocols') ?? ['WSS']).map((text) => oneOf(PROTOCOLS, text, 'Protocols'));
  if (protocols.length < 1 || protocols.length > 5) throw invalidArgument('Protocols has 1 to 5 entries');
  channel.checkActive();
  if (protocols.includes('WEBRTC') && !channel.storageEnabled) {
    throw invalidArgument('Media storage is not enabled for the channel, so it has no WEBRTC endpoint');
  }
  const socketPort = role === 'MASTER' ? ports.master : ports.viewer;
  const tls = secure ? 's' : '';
  const endpointOf = (protocol: Protocol): string =>
    protocol === 'WSS' ? `ws${tls}://127.0.0.1:${socketPort}` : `http${tls}://127.0.0.1:${ports.channel}`;
  return {
    ResourceEndpointList: [...new Set(protocols)].map((protocol) => ({
      Protocol: protocol,
      ResourceEndpoint: endpointOf(protocol),
    })),
  };
}
