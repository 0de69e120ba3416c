import '../../../src/index.js';
import { addCamera } from './page.js';

/** A page that shows the camera of the channel in its address. */
addCamera({ channel: location.hash.slice(1), 'token-url': '/api/token' });
