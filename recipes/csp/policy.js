/** Where a camera connects: KVS in one region, over a signed WebSocket. By https it asks why that was closed. */
const HOSTS = '*.kinesisvideo.us-west-2.amazonaws.com';
const KVS = process.env.KVS_HOSTS ?? `wss://${HOSTS} https://${HOSTS}`;

/** Everything is forbidden but what is listed. Nothing here is inline, and no code is made of text. */
export const policy = [
  "default-src 'none'",
  "script-src 'self'", // kvs-elements.js and its chunks
  `connect-src 'self' ${KVS}`, // the token URL, and KVS
  "img-src 'self' blob:", // posters; blob: for snapshots that the page shows
  "require-trusted-types-for 'script'",
  'trusted-types lit-html', // the one policy that Lit makes, for its own templates
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
