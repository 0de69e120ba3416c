import { define } from './components/define.js';
import { KvsCamera } from './components/kvs-camera.js';

define('kvs-camera', KvsCamera);

export { KvsCamera };
