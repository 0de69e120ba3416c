import { localTime } from './exif.js';

/** e.g. `Front door 2025-11-25 21-30-05.png`: what no file system refuses, sorted by time. */
export function fileName(camera: string, at: number, ending: string): string {
  const { date, time } = localTime(new Date(at));
  const name = camera.replaceAll(/[\p{Cc}\p{Cf}\\/:*?"<>|.\s]+/gu, ' ').trim();
  return `${name.slice(0, 80) || 'camera'} ${date} ${time.replaceAll(':', '-')}.${ending}`;
}
