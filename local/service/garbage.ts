import type { Garbage } from './faults.js';

const FRAMES: Readonly<Record<Garbage['frame'], string | Uint8Array>> = {
  empty: '',
  'not-json': '{"messageType":"SDP_ANS',
  null: 'null',
  'unknown-type': '{"messagePayload":"e30=","messageType":"SOMETHING_NEW"}',
  'bad-base64': '{"messagePayload":"%%%","messageType":"SDP_ANSWER"}',
  'bad-payload': `{"messagePayload":"${Buffer.from('not JSON').toString('base64')}","messageType":"ICE_CANDIDATE"}`,
  binary: Uint8Array.of(0, 1, 2, 255),
};

/** A frame no client can use; text frames as strings, the binary one as bytes. */
export function garbageFrame(frame: Garbage['frame']): string | Uint8Array {
  return FRAMES[frame];
}
