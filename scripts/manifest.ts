/**
 * What tools and readers know of the elements: reads the analyzer's manifest in `dist`, and leaves there the
 * public one, data for editors, and types for frameworks.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { getWebTypesData } from 'custom-element-jet-brains-integration';
import { getVsCodeCssCustomData, getVsCodeHtmlCustomData } from 'custom-element-vs-code-integration';
import type { Package } from 'custom-elements-manifest/schema';
import { frameworkTypes, type Output } from './manifest/frameworks.js';
import { elementsOf, publicManifest, unionsIn } from './manifest/public.js';

const DIST = 'dist';

const read = (path: string): string => readFileSync(path, 'utf8');
const raw = JSON.parse(read(`${DIST}/custom-elements.json`)) as Package;
const manifest = publicManifest(raw, unionsIn(globSync('src/{components,core}/*.ts').map(read)));

/** What an editor shows at a tag is short; it shows properties of CSS where they are written. */
const EDITORS = {
  hideLogs: true,
  hideMethodDocs: true,
  hideCssPropertiesDocs: true,
  hideCssPartsDocs: true,
};
const forEditors = manifest as Parameters<typeof getWebTypesData>[0];

const files: readonly Output[] = [
  { path: 'custom-elements.json', text: JSON.stringify(manifest, null, 2) },
  { path: 'vscode.html-custom-data.json', text: getVsCodeHtmlCustomData(forEditors, EDITORS) },
  { path: 'vscode.css-custom-data.json', text: getVsCodeCssCustomData(forEditors, EDITORS) },
  { path: 'web-types.json', text: getWebTypesData(forEditors, EDITORS) },
  ...frameworkTypes(elementsOf(manifest)),
];

mkdirSync(`${DIST}/types`, { recursive: true });
for (const { path, text } of files) writeFileSync(`${DIST}/${path}`, `${text.trimEnd()}\n`);
