/** What a script tag gets for a page that has cameras, and neither grids nor talk buttons beside them. */
export { KvsCamera } from './kvs-camera.js';
export { registerWords } from './components/localize.js';
export { addLogSink, KvsError, sessions, setTokenCallback } from './core/index.js';
