/** By then the network has what was sent just before. */
const LAST_WORDS_MS = 50;

/**
 * Closes a peer connection. A moment later where something has just been sent on `channel`, which would be thrown away:
 * the release command of a talk that ends with its connection.
 */
export function hangUp(pc: RTCPeerConnection, channel: RTCDataChannel): void {
  if (channel.bufferedAmount > 0) setTimeout(() => pc.close(), LAST_WORDS_MS);
  else pc.close();
}
