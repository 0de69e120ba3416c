import type { KvsCamera } from '../../../src/index.js';
import { nextFrame, videoOf } from './page.js';

const CELLS = 40;
const FRAMES_PER_SECOND = 15;
const LOOP_FRAMES = 150;
const LOOP_MS = (LOOP_FRAMES * 1_000) / FRAMES_PER_SECOND;

/** How old the next picture of a loop camera is when it is shown: its number, painted into its upper edge, says when it was sent. */
export async function shownAge(camera: KvsCamera): Promise<number> {
  const { presentationTime } = await nextFrame(camera);
  const sentAt = (frameNumber(videoOf(camera)) * 1_000) / FRAMES_PER_SECOND;
  return (performance.timeOrigin + presentationTime - sentAt + LOOP_MS) % LOOP_MS;
}

/** The number in a picture: 40 cells, `1 0`, 32 bits, 4 check bits, `0 1`. */
function frameNumber(video: HTMLVideoElement): number {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: video.videoWidth, height: 1 });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('No canvas');
  context.drawImage(video, 0, 6, video.videoWidth, 1, 0, 0, video.videoWidth, 1);
  const { data } = context.getImageData(0, 0, video.videoWidth, 1);
  const cell = video.videoWidth / CELLS;
  const bits = Array.from({ length: CELLS }, (_, index) =>
    (data[Math.floor((index + 0.5) * cell) * 4 + 1] ?? 0) > 127 ? '1' : '0',
  ).join('');
  if (!bits.startsWith('10') || !bits.endsWith('01')) throw new Error(`No number in the picture: ${bits}`);
  return Number.parseInt(bits.slice(2, 34), 2);
}
