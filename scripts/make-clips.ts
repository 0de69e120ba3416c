/**
 * Makes what `local/cameras/clips` holds: a minute of video and a tone per identity, and the
 * letters of the live camera. Run it after a change to a scene: `npx tsx scripts/make-clips.ts`;
 * with `--hearing` only the pictures of a camera that hears somebody.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { deflateRawSync } from 'node:zlib';
import { launch } from 'puppeteer-core';
import type { Page } from 'puppeteer-core';
import { encodeClip } from '../local/cameras/clip.js';
import type { ClipCodec } from '../local/cameras/clip.js';
import { hearingMoment, movingShapes, stillShapes } from '../local/cameras/composition.js';
import { IDENTITIES, VIDEO } from '../local/cameras/identities.js';
import type { Identity } from '../local/cameras/identities.js';
import { SCENES } from '../local/cameras/scenes.js';
import type { Face, Shape } from '../local/cameras/shapes.js';

const SECONDS = 60;
const HEARING_SECONDS = 10;
const HEARD_SHARE = { quiet: 0.4, loud: 0.9 } as const;
const FOLDER = new URL('../local/cameras/clips/', import.meta.url);
const FONTS: Record<Face, string> = {
  title: 'bold 38px "DejaVu Sans"',
  clock: 'bold 27px "DejaVu Sans Mono"',
  small: '16px "DejaVu Sans Mono"',
};
const VIDEO_ENCODINGS: { codec: ClipCodec; config: Partial<VideoEncoderConfig> & { codec: string } }[] = [
  { codec: 'vp8', config: { codec: 'vp8', bitrate: 62_000 } },
  { codec: 'h264', config: { codec: 'avc1.42e01f', avc: { format: 'annexb' }, bitrate: 54_000 } },
];

interface Encoded {
  readonly base64: string;
  readonly key: boolean;
}

/** Paints every frame on a canvas and encodes it; runs in the page. */
async function filmInPage(
  still: readonly Shape[],
  moving: readonly (readonly Shape[])[],
  settings: VideoEncoderConfig,
  fonts: Record<Face, string>,
): Promise<Encoded[]> {
  const { width, height, framerate = 15 } = settings;
  const canvas = new OffscreenCanvas(width, height);
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  if (!brush) throw new Error('no canvas');
  const chunks: Encoded[] = [];
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      chunks.push({ base64: btoa(String.fromCharCode(...bytes)), key: chunk.type === 'key' });
    },
    error: (error) => {
      throw error;
    },
  });
  encoder.configure(settings);
  for (const [index, shapes] of moving.entries()) {
    for (const shape of [...still, ...shapes]) {
      brush.fillStyle = `rgb(${shape.fill.join(',')})`;
      if (shape.kind === 'label') {
        brush.font = fonts[shape.face];
        brush.fillText(shape.text, shape.x, shape.y);
        continue;
      }
      brush.beginPath();
      for (let at = 0; at < shape.points.length; at += 2)
        brush.lineTo(shape.points[at] ?? 0, shape.points[at + 1] ?? 0);
      brush.fill();
    }
    // A canvas is encoded as BT.709, and WebRTC shows VP8 as BT.601: so the conversion is done here.
    const { data: rgba } = brush.getImageData(0, 0, width, height);
    const planes = new Uint8Array((width * height * 3) / 2);
    for (let at = 0; at < width * height; at += 1) {
      const [red = 0, green = 0, blue = 0] = [rgba[at * 4], rgba[at * 4 + 1], rgba[at * 4 + 2]];
      planes[at] = 16.5 + 0.257 * red + 0.504 * green + 0.098 * blue;
      const [x, y] = [at % width, Math.floor(at / width)];
      if (x % 2 === 1 || y % 2 === 1) continue;
      const chroma = width * height + ((y / 2) * width) / 2 + x / 2;
      planes[chroma] = 128.5 - 0.148 * red - 0.291 * green + 0.439 * blue;
      planes[chroma + (width * height) / 4] = 128.5 + 0.439 * red - 0.368 * green - 0.071 * blue;
    }
    const frame = new VideoFrame(planes, {
      format: 'I420',
      codedWidth: width,
      codedHeight: height,
      timestamp: Math.round((index * 1e6) / framerate),
      colorSpace: { matrix: 'smpte170m', primaries: 'smpte170m', transfer: 'smpte170m', fullRange: false },
    });
    encoder.encode(frame, { keyFrame: index % framerate === 0 });
    frame.close();
    if (encoder.encodeQueueSize > 8)
      await new Promise((resolve) => encoder.addEventListener('dequeue', resolve, { once: true }));
  }
  await encoder.flush();
  encoder.close();
  return chunks;
}

/** Encodes a sine as 20 ms Opus packets; runs in the page. */
async function soundInPage(toneHz: number, skip: number, count: number): Promise<Encoded[]> {
  const chunks: Encoded[] = [];
  const encoder = new AudioEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      chunks.push({ base64: btoa(String.fromCharCode(...bytes)), key: true });
    },
    error: (error) => {
      throw error;
    },
  });
  encoder.configure({ codec: 'opus', sampleRate: 48000, numberOfChannels: 1, bitrate: 24000 });
  const data = Float32Array.from(
    { length: 960 * (skip + count + 2) },
    (_sample, index) => 0.25 * Math.sin((index * toneHz * 2 * Math.PI) / 48000),
  );
  const format = { format: 'f32', sampleRate: 48000, numberOfChannels: 1, timestamp: 0 } as const;
  const sound = new AudioData({ ...format, numberOfFrames: data.length, data });
  encoder.encode(sound);
  await encoder.flush();
  return chunks.slice(skip, skip + count);
}

/** Draws the printable ASCII letters, 4 bits of ink per pixel; runs in the page. */
function lettersInPage(font: string): { advance: number; ascent: number; height: number; ink: number[] }[] {
  const canvas = new OffscreenCanvas(80, 64);
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  if (!brush) throw new Error('no canvas');
  return Array.from({ length: 95 }, (_letter, index) => {
    brush.font = font;
    const letter = String.fromCharCode(32 + index);
    const {
      width,
      fontBoundingBoxAscent: ascent,
      fontBoundingBoxDescent: descent,
    } = brush.measureText(letter);
    const advance = Math.round(width);
    brush.clearRect(0, 0, 80, 64);
    brush.fillText(letter, 0, Math.ceil(ascent));
    const height = Math.ceil(ascent) + Math.ceil(descent);
    const { data } = brush.getImageData(0, 0, advance, height);
    const ink = Array.from({ length: advance * height }, (_pixel, at) => (data[at * 4 + 3] ?? 0) >> 4);
    return { advance, ascent: Math.ceil(ascent), height, ink };
  });
}

async function makeVideo(page: Page, identity: Identity): Promise<void> {
  const { name, colour } = IDENTITIES[identity];
  const scene = SCENES[identity];
  const frames = Array.from({ length: SECONDS * VIDEO.framesPerSecond }, (_frame, frame) => {
    const second = frame / VIDEO.framesPerSecond;
    const clock = `:${String(Math.floor(second)).padStart(2, '0')}`;
    return movingShapes(colour, { frame, second, clock, payload: frame }, scene);
  });
  for (const { codec, config } of VIDEO_ENCODINGS) {
    const { width, height, framesPerSecond } = VIDEO;
    const rate = { framerate: framesPerSecond, latencyMode: 'quality' } as const;
    const settings: VideoEncoderConfig = { width, height, ...rate, ...config };
    await keep(
      `${identity}.${codec}`,
      codec,
      framesPerSecond,
      await page.evaluate(filmInPage, stillShapes(name, colour, scene), frames, settings, FONTS),
    );
  }
}

/** Ten seconds of a picture that shows that the camera hears, in phase with the minute's key frames. */
async function makeHearing(page: Page, identity: Identity, heard: 'quiet' | 'loud'): Promise<void> {
  const { name, colour } = IDENTITIES[identity];
  const scene = SCENES[identity];
  const { width, height, framesPerSecond } = VIDEO;
  const frames = Array.from({ length: HEARING_SECONDS * framesPerSecond }, (_frame, frame) =>
    hearingMoment(colour, frame / framesPerSecond, HEARD_SHARE[heard], scene),
  );
  for (const { codec, config } of VIDEO_ENCODINGS) {
    const rate = { framerate: framesPerSecond, latencyMode: 'quality' } as const;
    const settings: VideoEncoderConfig = { width, height, ...rate, ...config };
    const still = stillShapes(name, colour, scene);
    const chunks = await page.evaluate(filmInPage, still, frames, settings, FONTS);
    await keep(`${identity}.${heard}.${codec}`, codec, framesPerSecond, chunks);
  }
}

async function keep(file: string, codec: ClipCodec, rate: number, chunks: Encoded[]): Promise<void> {
  const frames = chunks.map(({ base64, key }) => ({ bytes: Buffer.from(base64, 'base64'), key }));
  const bytes = encodeClip({ codec, rate, frames });
  await writeFile(new URL(`${file}.clip`, FOLDER), bytes);
  console.log(`${file}: ${frames.length} frames, ${Math.round(bytes.length / 1000)} kB`);
}

async function makeLetters(page: Page): Promise<void> {
  const faces: Record<string, unknown> = {};
  for (const [face, font] of Object.entries(FONTS)) {
    const letters = await page.evaluate(lettersInPage, font);
    const { ascent, height } = letters[0] ?? { ascent: 0, height: 0 };
    faces[face] = {
      ascent,
      height,
      letters: letters.map(({ advance, ink }) => [advance, ink.map((level) => level.toString(16)).join('')]),
    };
  }
  await writeFile(
    new URL('letters.json.deflate', FOLDER),
    deflateRawSync(JSON.stringify(faces), { level: 9 }),
  );
}

await mkdir(FOLDER, { recursive: true });
// WebCodecs wants a secure context, which localhost is; esbuild's names helper is missing in a page.
const html = '<!doctype html><script>globalThis.__name = (made) => made;</script>';
const server = createServer((_request, response) =>
  response.setHeader('content-type', 'text/html').end(html),
);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const args = ['--headless=new', '--no-sandbox', '--disable-gpu'];
const browser = await launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args,
});
const page = await browser.newPage();
await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
const isHearingOnly = process.argv.includes('--hearing');
if (!isHearingOnly) await makeLetters(page);
for (const identity of Object.keys(IDENTITIES) as Identity[]) {
  await makeHearing(page, identity, 'quiet');
  await makeHearing(page, identity, 'loud');
  if (isHearingOnly) continue;
  await makeVideo(page, identity);
  const tone = await page.evaluate(soundInPage, IDENTITIES[identity].toneHz, 50, 100);
  await keep(`${identity}.opus`, 'opus', 50, tone);
}
await browser.close();
server.close();
