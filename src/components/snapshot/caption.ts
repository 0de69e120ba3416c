const LARGEST_SHARE = 24;
const SMALLEST_PX = 11;

/** Burns a line of text into the lower edge of a picture. */
export function burnIn(context: CanvasRenderingContext2D, text: string): void {
  const { width, height } = context.canvas;
  const size = Math.max(SMALLEST_PX, Math.round(Math.min(height / LARGEST_SHARE, width / 40)));
  const tall = Math.round(size * 1.7);
  context.fillStyle = 'rgb(0 0 0 / 72%)';
  context.fillRect(0, height - tall, width, tall);
  context.font = `500 ${size}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  context.fillStyle = '#fff';
  context.fillText(text, size * 0.6, height - tall / 2, width - size * 1.2);
}
