/** A colour as it is painted: red, green, blue, 0–255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The cameras that have committed clips. */
export type Identity = 'front-door' | 'loading-dock' | 'barn' | 'ward-3' | 'workshop' | 'gate';

/** What tells one camera from another: to a person by name and scene, to a test by colour and tone. */
export interface Picture {
  /** Written large into the picture. */
  readonly name: string;
  /** Flat background over most of the picture; certain at {@link SAMPLE_POINT}. */
  readonly colour: Rgb;
  /** Frequency of the camera's own sound in Hz. */
  readonly toneHz: number;
}

/** Size and rate of every simulated picture. */
export const VIDEO = { width: 640, height: 360, framesPerSecond: 15 } as const;

/** Where the background colour is never covered, as fractions of width and height. */
export const SAMPLE_POINT = { x: 0.08, y: 0.5 } as const;

/** Where a camera that hears somebody shows it, in {@link HEARING_COLOUR}, as fractions of width and height. */
export const HEARING_POINT = { x: 44 / 640, y: 71 / 360 } as const;
export const HEARING_COLOUR: Rgb = [255, 214, 102];

/** Every identity with its looks; colours differ by far more than a codec can change them. */
export const IDENTITIES: Readonly<Record<Identity, Picture>> = {
  'front-door': { name: 'Front door', colour: [38, 92, 178], toneHz: 440 },
  'loading-dock': { name: 'Loading dock', colour: [222, 126, 34], toneHz: 560 },
  barn: { name: 'Barn', colour: [62, 142, 58], toneHz: 680 },
  'ward-3': { name: 'Ward 3', colour: [116, 72, 168], toneHz: 800 },
  workshop: { name: 'Workshop', colour: [176, 44, 48], toneHz: 920 },
  gate: { name: 'Gate', colour: [18, 134, 140], toneHz: 1040 },
};
