import type { VideoCodec } from './behaviour.js';

/** A codec as one section of an offer lists it. */
export interface OfferedFormat {
  readonly payloadType: number;
  /** Upper-case encoding name, such as `VP8`. */
  readonly name: string;
  readonly parameters: string;
}

/** One `m=` section of an offer. */
export interface OfferSection {
  readonly kind: string;
  readonly mid: string;
  readonly direction: string;
  readonly formats: readonly OfferedFormat[];
  /** Header extension ids by URI. */
  readonly extensions: ReadonlyMap<string, number>;
}

/** Reads the sections of an offer; throws when it has none. */
export function readOffer(sdp: string): OfferSection[] {
  const [session = '', ...sections] = sdp.split(/^(?=m=)/m);
  if (sections.length === 0) throw new Error('the offer has no media sections');
  const fallback = directionOf(session) ?? 'sendrecv';
  return sections.map((section) => readSection(section, fallback));
}

/** Finds the format of a section that a camera can send as `codec`. */
export function findFormat(section: OfferSection, codec: VideoCodec): OfferedFormat | undefined {
  const named = section.formats.filter(({ name }) => name === codec.toUpperCase());
  if (codec === 'vp8') return named[0];
  const modern = named.filter(({ parameters }) => parameters.includes('packetization-mode=1'));
  const baseline = /profile-level-id=42e0/i;
  return (
    modern.find(({ parameters }) => baseline.test(parameters)) ??
    modern.find(({ parameters }) => /profile-level-id=42/i.test(parameters))
  );
}

/** The DTLS fingerprint and ICE user of a description: what tells one remote peer from the next. */
export function fingerprintOf(sdp: string): string | undefined {
  return /^a=fingerprint:(.+?)\s*$/m.exec(sdp)?.[1];
}

/** Takes the candidates out of a description. */
export function withoutCandidates(sdp: string): string {
  return sdp.replaceAll(/^a=(candidate:.*|end-of-candidates)\r?\n/gm, '');
}

/**
 * Makes a description of Firefox say that Firefox begins the DTLS handshake, as an answerer may choose. Where the
 * camera begins, Firefox loses its first message, which comes before ICE is through there, and libdatachannel waits a
 * second before it says it again.
 */
export function withFirefoxBeginning(sdp: string): string {
  return /^o=mozilla/m.test(sdp) ? sdp.replaceAll('a=setup:actpass', 'a=setup:active') : sdp;
}

function readSection(section: string, fallback: string): OfferSection {
  const parameters = new Map(matches(section, /^a=fmtp:(\d+) (.+?)\r?$/gm));
  const formats = matches(section, /^a=rtpmap:(\d+) ([^/\s]+)/gm).map(([type, name]) => ({
    payloadType: Number(type),
    name: name.toUpperCase(),
    parameters: parameters.get(type) ?? '',
  }));
  const extensions = matches(section, /^a=extmap:(\d+)(?:\/\w+)? (\S+)/gm).map(
    ([id, uri]) => [uri, Number(id)] as const,
  );
  return {
    kind: /^m=(\w+)/.exec(section)?.[1] ?? '',
    mid: /^a=mid:(\S+)/m.exec(section)?.[1] ?? '',
    direction: directionOf(section) ?? fallback,
    formats,
    extensions: new Map(extensions),
  };
}

function directionOf(text: string): string | undefined {
  return /^a=(sendrecv|sendonly|recvonly|inactive)\r?$/m.exec(text)?.[1];
}

function matches(text: string, pattern: RegExp): [string, string][] {
  return Array.from(text.matchAll(pattern), ([, first = '', second = '']) => [first, second]);
}
