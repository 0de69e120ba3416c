import { Camera } from './camera.js';
import type { CameraOptions } from './camera.js';

export type { CameraBehaviour, VideoCodec } from './behaviour.js';
export { GOOD_BEHAVIOUR } from './behaviour.js';
export { Camera } from './camera.js';
export type { CameraOptions, CustomPicture } from './camera.js';
export type { Heard } from './hearing.js';
export { HEARING_COLOUR, HEARING_POINT, IDENTITIES, SAMPLE_POINT, VIDEO } from './identities.js';
export type { Identity, Picture, Rgb } from './identities.js';
export type { Backoff } from './master.js';
export type { PeerState } from './peer.js';
export type { CameraReport, CameraTotals, ViewerReport } from './report.js';
export { readStrip, stripHeight } from './strip.js';
export { GREETING } from './viewer.js';

/**
 * Starts a simulated camera: the master of a channel. Resolves when it is connected to signaling, or
 * at once when its behaviour says `offline`; the signal or {@link Camera.stop} ends it.
 */
export async function startCamera(options: CameraOptions): Promise<Camera> {
  const camera = new Camera(options);
  try {
    if (!camera.behaviour.offline)
      await camera.waitFor(
        ({ connected }) => connected,
        10_000,
        `the camera of ${options.channel} to connect`,
      );
    return camera;
  } catch (error) {
    await camera.stop();
    throw error;
  }
}
