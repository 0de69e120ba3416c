import type { CameraWish } from '../../local/stack.js';

/** 54 kbit/s of H.264, the lightest that there is, and no sound: decoding is not what is measured. */
export function lightCameras(count: number): CameraWish[] {
  return Array.from({ length: count }, (_, index) => ({
    channel: `wall-${index}`,
    kind: 'loop',
    picture: 'ward-3',
    behaviour: { codecs: ['h264', 'vp8'], audio: false },
  }));
}
