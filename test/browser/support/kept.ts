import { until } from './page.js';
import { expect } from 'chai';

/** The file that an act gives the viewer to keep, as a download. */
export async function kept(act: () => unknown): Promise<File> {
  const { createObjectURL } = URL;
  const { click } = HTMLAnchorElement.prototype;
  const files: (Blob | MediaSource)[] = [];
  const names: string[] = [];
  URL.createObjectURL = (file) => {
    files.push(file);
    return createObjectURL(file);
  };
  HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
    names.push(this.download);
  };
  try {
    await act();
    await until(() => names.length > 0, 'there is something to keep');
  } finally {
    Object.assign(URL, { createObjectURL });
    Object.assign(HTMLAnchorElement.prototype, { click });
  }
  expect([files.length, names]).to.deep.equal([1, [(files[0] as File).name]]);
  return files[0] as File;
}
