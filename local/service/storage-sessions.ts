import type { ChannelOperation, Operations } from './calls.js';
import { invalidArgument } from './errors.js';

// A path that is not known is refused as if by IAM, and people would look for a policy.
const NOT_PLAYED = {
  on: 'channelArn',
  perSecond: Infinity,
  perChannel: Infinity,
  run: () => {
    throw invalidArgument('Storage sessions are not played by local KVS');
  },
} as const satisfies Omit<ChannelOperation, 'name'>;

/** What a channel's WEBRTC host has on AWS: peers that join the session which records them. */
export const STORAGE_SESSION_OPERATIONS: Operations = {
  '/joinStorageSession': { ...NOT_PLAYED, name: 'JoinStorageSession' },
  '/joinStorageSessionAsViewer': { ...NOT_PLAYED, name: 'JoinStorageSessionAsViewer' },
};
