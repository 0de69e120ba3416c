import { define } from './components/define.js';
import { KvsGrid } from './components/kvs-grid.js';

define('kvs-grid', KvsGrid);

export { KvsGrid };
