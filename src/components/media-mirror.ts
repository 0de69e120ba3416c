import { LitElement } from 'lit';

const MIRRORED: readonly string[] = [
  'canplay',
  'canplaythrough',
  'durationchange',
  'emptied',
  'enterpictureinpicture',
  'leavepictureinpicture',
  'loadeddata',
  'loadedmetadata',
  'loadstart',
  'playing',
  'progress',
  'resize',
  'stalled',
  'suspend',
  'timeupdate',
  'volumechange',
  'waiting',
];

/**
 * Lets an element be used like the `<video>` inside it: its properties are the video's, and the video's
 * events are the element's too. `play`, `pause` and `paused` are left to the element, which knows more.
 */
export class MediaMirror extends LitElement {
  protected readonly video: HTMLVideoElement = document.createElement('video');

  constructor() {
    super();
    this.video.playsInline = true;
    // Firefox would stop at it with Tab, though nothing can be done there.
    this.video.tabIndex = -1;
    this.video.setAttribute('part', 'video');
    for (const type of MIRRORED) {
      this.video.addEventListener(type, () => this.dispatchEvent(new Event(type)));
    }
  }

  /** Whether the sound is off. */
  get muted(): boolean {
    return this.video.muted;
  }
  set muted(isMuted: boolean) {
    this.video.muted = isMuted;
  }

  /** From 0 to 1. */
  get volume(): number {
    return this.video.volume;
  }
  set volume(volume: number) {
    // Frameworks take a value back by setting none.
    this.video.volume = volume ?? 1;
  }

  /** Whether the element starts without sound: the attribute `muted`. */
  get defaultMuted(): boolean {
    return this.hasAttribute('muted');
  }
  set defaultMuted(isMuted: boolean) {
    this.toggleAttribute('muted', isMuted);
  }

  /** As on `<video>`: how much of the picture is there. */
  get readyState(): number {
    return this.video.readyState;
  }
  /** As on `<video>`: what the loading does. */
  get networkState(): number {
    return this.video.networkState;
  }
  /** Seconds that the present picture has played. Skins may set it, and a live picture stays where it is. */
  get currentTime(): number {
    return this.video.currentTime;
  }
  set currentTime(seconds: number) {
    this.video.currentTime = seconds;
  }
  /** A live picture has no end. */
  get duration(): number {
    return Infinity;
  }
  /** Pixels of the camera's picture, across. */
  get videoWidth(): number {
    return this.video.videoWidth;
  }
  /** Pixels of the camera's picture, down. */
  get videoHeight(): number {
    return this.video.videoHeight;
  }
  /** As on `<video>`; says little of a live picture. */
  get buffered(): TimeRanges {
    return this.video.buffered;
  }
  /** Empty: a live picture cannot be sought in. */
  get seekable(): TimeRanges {
    return this.video.seekable;
  }
  /** The stream that is shown, or null; read-only. */
  get srcObject(): MediaProvider | null {
    return this.video.srcObject;
  }

  /** Shows the picture in a window that floats above others. Needs a tap or a key of the person. */
  requestPictureInPicture(): Promise<PictureInPictureWindow> {
    return this.video.requestPictureInPicture();
  }
}
