/** An image file, decoded again. */
export async function decoded(file: Blob): Promise<HTMLCanvasElement> {
  const bitmap = await createImageBitmap(file);
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
  contextOf(canvas).drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas;
}

/** How bright each pixel of a row is, 0 to 255; `y` from 0 to 1. */
export function brightness(picture: HTMLCanvasElement, y: number): number[] {
  const { width, height } = picture;
  const { data } = contextOf(picture).getImageData(0, Math.min(height - 1, Math.floor(height * y)), width, 1);
  return Array.from({ length: width }, (_, x) => Math.max(...data.subarray(x * 4, x * 4 + 3)));
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('No canvas');
  return context;
}
