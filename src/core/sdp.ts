const OF_PAYLOAD_TYPE = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+)[ \r]/;

/**
 * Leaves out lines about payload types that their section does not offer. Firefox writes such lines after
 * `setCodecPreferences`; masters on libwebrtc refuse the whole offer for them.
 */
export function withoutStrayFormats(sdp: string): string {
  let offered = new Set<string>();
  const kept = sdp.split('\n').filter((line) => {
    if (line.startsWith('m=')) offered = new Set(line.trim().split(' ').slice(3));
    const type = OF_PAYLOAD_TYPE.exec(line)?.[1];
    return type === undefined || offered.has(type);
  });
  return kept.join('\n');
}
