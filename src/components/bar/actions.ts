import { KvsError } from '../../core/errors.js';
import { TalkEnd, type TalkOptions } from '../../core/talk-state.js';
import type { Localizer } from '../localize.js';
import { troubleWords } from '../ptt-state.js';
import { saveFile } from '../save-file.js';
import type { MeasuredCamera } from '../measured-camera.js';
import type { CommandName, Deck } from './commands.js';
import type { Notice } from './notice.js';

const TALKING: readonly string[] = ['asking', 'arming', 'on'];

/** What the commands of a bar do to their camera, and what they see of it. */
export class Actions {
  readonly #camera: MeasuredCamera;
  readonly #words: Localizer;
  readonly #notice: Notice;
  #said: 'talk-on' | 'talk-off' | null = null;

  constructor(camera: MeasuredCamera, words: Localizer, notice: Notice) {
    this.#camera = camera;
    this.#words = words;
    this.#notice = notice;
  }

  look(): Deck {
    const camera = this.#camera;
    const { state } = camera;
    return {
      isPaused: camera.paused,
      isShown: state === 'live' || state === 'frozen',
      isTroubled: state === 'frozen' || state === 'reconnecting',
      isMuted: camera.muted || camera.volume === 0,
      canTalk: camera.canTalk,
      isTalking: this.#isTalking,
      canRecord: 'MediaRecorder' in globalThis,
      isRecording: camera.recording !== null,
      isMeasured: camera.stats,
      isZoomed: camera.zoomScale > 1,
      canFloat: document.pictureInPictureEnabled && !camera.disablePictureInPicture,
      isFloating: this.#isFloating,
      canFill: document.fullscreenEnabled || 'webkitEnterFullscreen' in HTMLVideoElement.prototype,
      isFilling: this.#isFilling,
    };
  }

  run(name: CommandName): void {
    this.#do(name)?.catch((thrown: unknown) => this.#complain(thrown));
  }

  setVolume(volume: number): void {
    this.#camera.volume = volume;
    this.#camera.muted = volume === 0;
  }

  /** What a screen reader is told of a talk that was begun here; a talk button beside the camera tells of its own. */
  get talkWords(): string {
    return this.#said ? this.#words.term(this.#said) : '';
  }

  /** Talks until `signal` aborts: when a key is let go. */
  hold(signal: AbortSignal): void {
    const camera = this.#camera;
    if (this.#isTalking) return;
    this.#talk({ ...camera.talkOptions, signal }).catch((thrown: unknown) => this.#complain(thrown));
  }

  #do(name: CommandName): Promise<unknown> | undefined {
    const camera = this.#camera;
    switch (name) {
      case 'play':
        return this.#togglePlay();
      case 'mute':
        return this.#toggleMute();
      case 'reconnect':
        camera.reconnect();
        return undefined;
      case 'talk':
        if (!this.#isTalking) return this.#talk();
        camera.stopTalk();
        return undefined;
      case 'snapshot':
        return this.#keepSnapshot();
      case 'record':
        return this.#toggleRecording();
      case 'statistics':
        camera.stats = !camera.stats;
        return undefined;
      case 'zoom':
        camera.resetZoom();
        return undefined;
      case 'float':
        return this.#ask(
          this.#isFloating ? document.exitPictureInPicture() : camera.requestPictureInPicture(),
        );
      case 'fill':
        return this.#ask(this.#isFilling ? document.exitFullscreen() : camera.requestFullscreen());
      // no default: the compiler knows the commands
    }
  }

  async #talk(options?: TalkOptions): Promise<void> {
    const camera = this.#camera;
    await camera.startTalk(options);
    // A page may have ended it as it began.
    if (camera.talk.phase !== 'on') return;
    this.#say('talk-on');
    camera.addEventListener('kvs-talkchange', () => this.#say('talk-off'), { once: true });
  }

  #say(key: 'talk-on' | 'talk-off'): void {
    this.#said = key;
    this.#camera.requestUpdate();
  }

  /** What only the browser can grant. */
  async #ask(granted: Promise<unknown>): Promise<void> {
    try {
      await granted;
    } catch {
      this.#notice.warn(this.#words.term('not-allowed'));
    }
  }

  get #isTalking(): boolean {
    return TALKING.includes(this.#camera.talk.phase);
  }

  get #isFloating(): boolean {
    return Boolean(this.#camera.shadowRoot?.pictureInPictureElement);
  }

  get #isFilling(): boolean {
    return this.#camera.matches(':fullscreen');
  }

  #togglePlay(): undefined {
    const camera = this.#camera;
    if (!camera.paused) camera.pause();
    // How it ends is said by the camera's state.
    else camera.play().catch(() => {});
  }

  #toggleMute(): undefined {
    const camera = this.#camera;
    const isSilent = camera.muted || camera.volume === 0;
    if (isSilent && camera.volume === 0) camera.volume = 0.5;
    camera.muted = !isSilent;
  }

  async #keepSnapshot(): Promise<void> {
    try {
      saveFile(await this.#camera.snapshot());
      this.#notice.tell(this.#words.term('snapshot-saved'));
    } catch {
      // There is no picture to be kept, as everybody sees.
      this.#notice.warn(this.#words.term('snapshot-failed'));
    }
  }

  /** However a recording ends, what there is of it is kept. */
  async #toggleRecording(): Promise<void> {
    const { recording } = this.#camera;
    if (recording) return recording.end('stopped');
    try {
      const begun = this.#camera.record();
      this.#notice.tell(this.#words.term('recording-started'));
      await begun.ended;
      saveFile(await begun.stop());
      this.#notice.tell(this.#words.term('recording-saved'));
    } catch {
      this.#notice.warn(this.#words.term('recording-failed'));
    }
  }

  #complain(thrown: unknown): void {
    if (thrown instanceof TalkEnd) return;
    if (thrown instanceof KvsError) this.#notice.warn(troubleWords(thrown, this.#words));
    else reportError(thrown);
  }
}
