import type { Plugin } from 'vite';

/** Fails the build where a page would have to wait for more than the script: it is what is weighed, and what a hash is of. */
export const oneFile: Plugin = {
  name: 'one-file',
  generateBundle: (_, bundle) => {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk' || !file.isEntry || file.imports.length === 0) continue;
      throw new Error(`${file.fileName} is not one file: it imports ${file.imports.join(', ')}`);
    }
  },
};
