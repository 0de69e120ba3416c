import '../../../src/index.js';
import { addCamera } from './page.js';

// Runs in a page that is no secure context, and tells the page around it what came of it.
const camera = addCamera({ channel: 'front-door', 'token-url': '/api/token', loading: 'eager' });
camera.addEventListener('kvs-error', ({ code, hint, retryable }) => {
  parent.postMessage({ isSecureContext, code, hint, retryable, state: camera.state }, '*');
});
