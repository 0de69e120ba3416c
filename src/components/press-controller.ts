import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { TalkEndReason } from '../core/talk-state.js';
import { endsHold, isHotkey, isTyping } from './hotkey.js';

/** What the controller needs to know of its button, and whom it tells. */
export interface PressHost extends ReactiveControllerHost {
  readonly mode: 'hold' | 'toggle';
  readonly hotkey: string;
  readonly disabled: boolean;
  /** Looks anew whom a press is for: cameras are moved, come and change their ids without anybody being told. */
  readonly settle: () => void;
  readonly onPress: () => void;
  /** In whatever way: by hand, or because nobody can any more. */
  readonly onRelease: (reason: TalkEndReason) => void;
}

/** What holds the button down. `latch`: nothing does, it stays until the next click or press. */
type Grip =
  | { readonly by: 'pointer'; readonly id: number }
  | { readonly by: 'key' | 'hotkey'; readonly code: string }
  | { readonly by: 'latch' };

const ACTIVATION: readonly string[] = ['Space', 'Enter', 'NumpadEnter'];

/**
 * Turns pointers, keys, a hotkey and the clicks of assistive technology into press and release. Whatever
 * could swallow the end of a press (a lost pointer, a blurred window) is one.
 */
export class PressController implements ReactiveController {
  readonly #host: PressHost;
  #grip: Grip | null = null;
  #life = new AbortController();

  constructor(host: PressHost) {
    this.#host = host;
    host.addController(this);
  }

  get isPressed(): boolean {
    return this.#grip !== null;
  }

  hostConnected(): void {
    this.#life = new AbortController();
    const { signal } = this.#life;
    addEventListener('keydown', (event) => this.#hotkeyDown(event), { signal });
    addEventListener('keyup', (event) => this.#keyUp(event, 'hotkey'), { signal, capture: true });
    addEventListener('blur', () => this.#letGoUnlessLatched(), { signal });
  }

  hostDisconnected(): void {
    this.#life.abort();
    this.release('removed');
  }

  /** Lets go, if anybody holds. */
  release(reason: TalkEndReason): void {
    if (!this.#grip) return;
    this.#grip = null;
    this.#host.onRelease(reason);
    this.#host.requestUpdate();
  }

  readonly pointerDown = (event: PointerEvent): void => {
    if (this.#host.mode === 'toggle' || !event.isPrimary || event.button !== 0) return;
    const button = event.currentTarget as HTMLElement;
    // Without it the end of a press that slides off the button would be somebody else's.
    if (event.isTrusted) button.setPointerCapture(event.pointerId);
    this.#press({ by: 'pointer', id: event.pointerId });
  };

  /** Up, cancelled, or the capture is lost. */
  readonly pointerEnd = (event: PointerEvent): void => {
    if (this.#grip?.by === 'pointer' && this.#grip.id === event.pointerId) this.release('released');
  };

  readonly keyDown = (event: KeyboardEvent): void => {
    if (!ACTIVATION.includes(event.code)) return;
    // Or the browser makes a click of it, and of each repetition.
    event.preventDefault();
    if (event.repeat) return;
    if (this.#host.mode === 'toggle') this.#toggle();
    else this.#press({ by: 'key', code: event.code });
  };

  readonly keyUp = (event: KeyboardEvent): void => {
    if (ACTIVATION.includes(event.code)) event.preventDefault();
    this.#keyUp(event, 'key');
  };

  readonly blur = (): void => {
    if (this.#grip?.by === 'key') this.release('released');
  };

  /** Of a pointer in toggle mode; in hold mode only assistive technology comes this way, and cannot hold. */
  readonly click = (event: MouseEvent): void => {
    if (this.#host.mode === 'toggle' || event.detail === 0) this.#toggle();
  };

  #hotkeyDown(event: KeyboardEvent): void {
    const { hotkey, mode } = this.#host;
    if (!hotkey || event.defaultPrevented || !isHotkey(event, hotkey) || isTyping(event)) return;
    event.preventDefault();
    if (event.repeat) return;
    if (mode === 'toggle') this.#toggle();
    else this.#press({ by: 'hotkey', code: event.code });
  }

  #keyUp(event: KeyboardEvent, by: 'key' | 'hotkey'): void {
    if (this.#grip?.by === by && endsHold(event, this.#grip.code)) this.release('released');
  }

  #letGoUnlessLatched(): void {
    if (this.#grip?.by !== 'latch') this.release('released');
  }

  #toggle(): void {
    if (this.#grip) this.release('released');
    else this.#press({ by: 'latch' });
  }

  #press(grip: Grip): void {
    // What nothing holds down is let go of by whatever comes next.
    if (this.#grip?.by === 'latch') return this.release('released');
    if (this.#grip || this.#host.disabled) return;
    this.#host.settle();
    this.#grip = grip;
    this.#host.onPress();
    this.#host.requestUpdate();
  }
}
