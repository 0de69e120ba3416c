import { define } from './components/define.js';
import { KvsPttButton } from './components/kvs-ptt-button.js';

define('kvs-ptt-button', KvsPttButton);

export { KvsPttButton };
