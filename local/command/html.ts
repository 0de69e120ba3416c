import type { CameraPlace } from './wishes.js';

/** What to paste into a page: the script, and a line for each camera. */
export function linesFor(url: string, region: string, cameras: readonly CameraPlace[]): string[] {
  return [
    `<script type="module" src="${url}/kvs-elements.js"></script>`,
    ...cameras.map(
      ({ channel, label }) =>
        `<kvs-camera channel="${channel}" region="${region}" token-url="${url}/token" label="${label}" muted autoplay controls></kvs-camera>`,
    ),
  ];
}

/** A page with all cameras. */
export function htmlOf(url: string, region: string, cameras: readonly CameraPlace[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Local cameras</title>
<link rel="icon" href="data:,">
<style>
  body { margin: 1rem; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(320px, 100%), 1fr)); }
</style>
${linesFor(url, region, cameras).join('\n')}
</html>
`;
}
