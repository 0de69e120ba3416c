/** Where H.264 cannot be kept as it comes: Chromium's own choice, Matroska, plays nowhere. */
const FOR_OTHERS = [
  'video/mp4;codecs=avc1.42E01F,opus',
  'video/mp4;codecs=avc1.42E01F,mp4a.40.2',
  'video/webm;codecs=vp8,opus',
];

/** Undefined leaves it to the browser: VP8 and VP9 are then kept as they come, where it can. */
export function typeFor(codec: string): string | undefined {
  if (/^vp[89]$/i.test(codec)) return undefined;
  return FOR_OTHERS.find((type) => MediaRecorder.isTypeSupported(type));
}
