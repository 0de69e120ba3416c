/** GetIceServerConfig names TURN only; the region's STUN server goes by rule, which is that of the KVS SDKs. */
export function stunServers(region: string, endpoint: string | undefined): RTCIceServer[] {
  const host = endpoint ? new URL(endpoint).hostname : '';
  // A loopback service has no STUN of the region, and host candidates do.
  if (/^(localhost|127\.|\[::1])/.test(host)) return [];
  const isFips = region.startsWith('us-gov-') || host.includes('-fips.');
  const name = isFips ? 'stuns:stun.kinesisvideo-fips' : 'stun:stun.kinesisvideo';
  const ofRegion = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const suffix = host.endsWith('.api.aws') ? 'api.aws' : ofRegion;
  return [{ urls: `${name}.${region}.${suffix}:443` }];
}
