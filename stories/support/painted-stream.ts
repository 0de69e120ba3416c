/** What the painted camera looks at: a yard by day, by night, or in snow, where everything is bright. */
export type Weather = 'day' | 'night' | 'snow';

interface Colours {
  readonly sky: string;
  readonly hill: string;
  readonly ground: string;
  readonly wall: string;
  readonly roof: string;
  readonly dark: string;
  readonly lamp: string;
}

const COLOURS: Readonly<Record<Weather, Colours>> = {
  day: {
    sky: '#a9c7de',
    hill: '#6d8f74',
    ground: '#8d8f8a',
    wall: '#c9b8a0',
    roof: '#7c4a3c',
    dark: '#3a4048',
    lamp: '#f2e6b8',
  },
  night: {
    sky: '#10161f',
    hill: '#18211f',
    ground: '#20252b',
    wall: '#3a3630',
    roof: '#261d1b',
    dark: '#0c0f13',
    lamp: '#ffd98a',
  },
  snow: {
    sky: '#f4f7fa',
    hill: '#e6edf3',
    ground: '#ffffff',
    wall: '#dcd6cd',
    roof: '#fafcff',
    dark: '#8a949e',
    lamp: '#fff6d8',
  },
};

const [WIDTH, HEIGHT] = [640, 360];
const FRAME_MS = 200;

/** A live picture without a camera, until `signal` aborts. The same frame again and again, or with a car that drives by. */
export function paintedStream(signal: AbortSignal, weather: Weather = 'day', isMoving = false): MediaStream {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: WIDTH, height: HEIGHT });
  const brush = canvas.getContext('2d');
  if (!brush) throw new Error('This browser paints no canvas');
  let frame = 0;
  const paint = (): void => {
    yard(brush, COLOURS[weather], isMoving ? (frame * 12) % WIDTH : WIDTH * 0.62);
    frame += 1;
  };
  paint();
  const stream = canvas.captureStream();
  // A canvas that is not painted sends nothing, and a video that joins late would wait for ever.
  const timer = setInterval(paint, FRAME_MS);
  signal.addEventListener(
    'abort',
    () => {
      clearInterval(timer);
      for (const track of stream.getTracks()) track.stop();
    },
    { once: true },
  );
  return stream;
}

function yard(brush: CanvasRenderingContext2D, colours: Colours, carX: number): void {
  const box = (colour: string, x: number, y: number, width: number, height: number): void => {
    brush.fillStyle = colour;
    brush.fillRect(x, y, width, height);
  };
  const shape = (colour: string, ...points: readonly (readonly [number, number])[]): void => {
    brush.fillStyle = colour;
    brush.beginPath();
    for (const [x, y] of points) brush.lineTo(x, y);
    brush.fill();
  };
  box(colours.sky, 0, 0, WIDTH, HEIGHT);
  shape(colours.hill, [0, 190], [140, 130], [330, 180], [520, 120], [640, 165], [640, 260], [0, 260]);
  shape(colours.ground, [0, 235], [640, 215], [640, 360], [0, 360]);
  box(colours.wall, 60, 120, 210, 130);
  shape(colours.roof, [40, 125], [165, 60], [290, 125]);
  box(colours.dark, 140, 175, 46, 75);
  for (const x of [84, 212]) box(colours.lamp, x, 150, 34, 34);
  box(colours.dark, 560, 90, 6, 160);
  box(colours.lamp, 546, 84, 34, 10);
  box(colours.roof, carX, 262, 120, 34);
  shape(colours.roof, [carX + 22, 264], [carX + 40, 240], [carX + 84, 240], [carX + 102, 264]);
  for (const x of [carX + 14, carX + 84]) box(colours.dark, x, 288, 22, 18);
}
