import { KvsError } from './errors.js';

/** What real masters send, in the order in which browsers decode them most cheaply. */
export const DEFAULT_CODECS: readonly string[] = ['h264', 'vp8'];

const RETRANSMISSION = 'video/rtx';
const SOUND = ['audio/opus', 'audio/pcmu', 'audio/pcma'];

/**
 * The video codecs to offer: the wanted ones in their order, and their retransmission. A short offer stays
 * under the service's 10 000 characters and within what C masters parse (C SDK issue 2375).
 *
 * @throws {KvsError} `codec-unsupported` when the browser has none of them, `bad-configuration` when none is named
 */
export function videoCodecs(wanted: readonly string[] = DEFAULT_CODECS): RTCRtpCodec[] {
  if (wanted.length === 0) throw new KvsError('bad-configuration', 'The codecs attribute names no codec');
  const known = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];
  const chosen = wanted.flatMap((name) => known.filter((codec) => isNamed(codec, name)));
  if (chosen.length > 0)
    return [...chosen, ...known.filter((codec) => codec.mimeType.toLowerCase() === RETRANSMISSION)];
  throw new KvsError('codec-unsupported', `This browser decodes none of: ${wanted.join(', ')}`, {
    hint: 'Allow another codec in the codecs attribute, e.g. "h264 vp8".',
  });
}

/** The audio codecs to offer: those that KVS masters know. */
export function audioCodecs(): RTCRtpCodec[] {
  const known = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? [];
  return SOUND.flatMap((name) => known.filter((codec) => codec.mimeType.toLowerCase() === name));
}

function isNamed({ mimeType, sdpFmtpLine = '' }: RTCRtpCodec, name: string): boolean {
  if (mimeType.toLowerCase() !== `video/${name.toLowerCase()}`) return false;
  // Masters send single NAL units and fragments: mode 0 would only lengthen the offer.
  return name.toLowerCase() !== 'h264' || sdpFmtpLine.includes('packetization-mode=1');
}
