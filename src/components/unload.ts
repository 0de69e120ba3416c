import type { CameraHost } from './camera-host.js';

/** When a camera gives its connection back, as the words of its attribute `unload`. */
export function unloadOf({ unload }: Pick<CameraHost, 'unload'>): readonly string[] {
  // Lit hands null on for an attribute that was taken away; a list of cameras may have false or an array.
  return [(unload ?? 'offscreen hidden') || ''].join().match(/\w+/g) ?? [];
}
