import { createRequire, registerHooks } from 'node:module';
import type * as Kvs from 'amazon-kinesis-video-streams-webrtc';

const require = createRequire(import.meta.url);

// In this repository the SDK's crypto shim is an empty package; node has the real thing.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'isomorphic-webcrypto'
      ? { url: 'shim:webcrypto', format: 'commonjs', shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url === 'shim:webcrypto'
      ? {
          format: 'commonjs',
          source: 'exports.__esModule = true; exports.default = globalThis.crypto;',
          shortCircuit: true,
        }
      : next(url, context),
});

/** The unchanged SDK, in Node. */
export const { Role, SignalingClient } = require('amazon-kinesis-video-streams-webrtc') as typeof Kvs;
