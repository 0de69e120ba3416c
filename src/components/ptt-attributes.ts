import { LitElement, type PropertyDeclarations } from 'lit';
import type { SendCommand, TalkOptions } from '../core/talk-state.js';
import type { TalkingCamera } from './talking-camera.js';

/** What can be said to a talk button. */
export class PttAttributes extends LitElement {
  // Strings, where nothing else is said.
  static override readonly properties: PropertyDeclarations = {
    for: { useDefault: true },
    mode: { useDefault: true },
    pressCommand: { attribute: 'press-command' },
    releaseCommand: { attribute: 'release-command' },
    commandUrl: { attribute: 'command-url' },
    commandTimeout: { type: Number, attribute: 'command-timeout' },
    maxTalk: { type: Number, attribute: 'max-talk' },
    duplex: {},
    hotkey: { useDefault: true },
    disabled: { type: Boolean, reflect: true },
    label: { useDefault: true },
    camera: { attribute: false },
    sendCommand: { attribute: false },
  };

  /** Id of the camera, or of a grid: then its selected camera. */
  declare for: string;
  /** `hold`: talks while held; `toggle`: from one click to the next. */
  declare mode: 'hold' | 'toggle';
  /** Sent to the device before the microphone opens. */
  declare pressCommand: string;
  /** Sent to the device after the microphone has closed. */
  declare releaseCommand: string;
  /** Takes `POST {channel, command}`; 2xx: the device has accepted; a redirect is no answer. */
  declare commandUrl: string;
  /** Milliseconds within which the device must have accepted; 3000 by default. */
  declare commandTimeout: number;
  /** Seconds after which the microphone closes by itself; 30 by default. */
  declare maxTalk: number;
  /** `half`: the camera is not heard while one talks; `full`: it is. */
  declare duplex: 'half' | 'full';
  /** Works the button from anywhere on the page, e.g. `t` or `Control+Shift+T`. */
  declare hotkey: string;
  /** Talking is not possible now. */
  declare disabled: boolean;
  /** Name of the button, instead of its content. */
  declare label: string;
  /** The camera to talk to, for frameworks; comes before `for`. */
  declare camera: TalkingCamera | null;
  /** Delivers the commands in its own way; comes before `commandUrl`. */
  declare sendCommand: SendCommand | null;

  constructor() {
    super();
    this.for = '';
    this.mode = 'hold';
    this.disabled = false;
    this.hotkey = '';
    this.label = '';
    this.camera = null;
  }

  /** How to talk, as far as the button says it; the camera says the rest. */
  protected get options(): TalkOptions {
    const own: TalkOptions = {
      pressCommand: this.pressCommand || undefined,
      releaseCommand: this.releaseCommand || undefined,
      commandUrl: this.commandUrl || undefined,
      sendCommand: this.sendCommand ?? undefined,
      commandTimeout: positive(this.commandTimeout),
      maxTalk: positive(this.maxTalk),
      duplex: this.duplex || undefined,
    };
    return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  }
}

function positive(value: number): number | undefined {
  return value > 0 ? value : undefined;
}
