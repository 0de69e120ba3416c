const OF_PAYLOAD_TYPE = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+)[ \r]/;
const MID_EXTENSION = /^a=extmap:.+:sdes:mid/;

/**
 * An offer as masters get it, without
 * - lines about payload types that their section does not offer: Firefox writes such lines after
 *   `setCodecPreferences`, and masters on libwebrtc refuse the whole offer for them;
 * - the header extension that names a packet's section: with it, Firefox drops the retransmissions of such masters
 *   on every third connection, and the picture stands still at the first lost packet. Payload types tell as much.
 */
export function withoutPitfalls(sdp: string): string {
  let offered = new Set<string>();
  const kept = sdp.split('\n').filter((line) => {
    if (line.startsWith('m=')) offered = new Set(line.trim().split(' ').slice(3));
    const type = OF_PAYLOAD_TYPE.exec(line)?.[1];
    return (type === undefined || offered.has(type)) && !MID_EXTENSION.test(line);
  });
  return kept.join('\n');
}

/** Whether two descriptions are of one peer: a new one has another certificate, and knows nothing of the first. */
export function isSamePeer(before: string, after: string): boolean {
  const known = fingerprintsOf(before);
  return fingerprintsOf(after).some((fingerprint) => known.includes(fingerprint));
}

function fingerprintsOf(sdp: string): string[] {
  return [...sdp.matchAll(/^a=fingerprint:(.+)$/gm)].map(([, value = '']) => value.trim().toLowerCase());
}
