import { svg } from 'lit';
import type { Shape } from '../icons.js';

const SPEAKER = svg`<path class="solid" d="M4 9.6v4.8h3.2L12 18.6V5.4L7.2 9.6z" />`;

export const PAUSE: Shape = svg`<path class="bold" d="M8.5 6.5v11M15.5 6.5v11" />`;
export const LOUD: Shape = svg`${SPEAKER}<path d="M15.6 9a4.2 4.2 0 0 1 0 6M18.2 6.4a8 8 0 0 1 0 11.2" />`;
export const MUTED: Shape = svg`${SPEAKER}<path d="m16.2 9.6 4.8 4.8M21 9.6l-4.8 4.8" />`;
export const MICROPHONE: Shape = svg`<path d="M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3zM6 11.5a6 6 0 0 0 12 0M12 17.5V21M9.5 21h5" />`;
export const CAMERA: Shape = svg`<path d="M4.5 7.5h3L9.2 5h5.6l1.7 2.5h3A1.5 1.5 0 0 1 21 9v8.5a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5V9a1.5 1.5 0 0 1 1.5-1.5zM12 16.2a3.4 3.4 0 1 0 0-6.8 3.4 3.4 0 0 0 0 6.8z" />`;
export const RECORD: Shape = svg`<circle cx="12" cy="12" r="8.2" /><circle class="solid" cx="12" cy="12" r="4.4" />`;
export const STOP: Shape = svg`<circle cx="12" cy="12" r="8.2" /><path class="solid" d="M8.8 8.8h6.4v6.4H8.8z" />`;
export const CHART: Shape = svg`<path d="M4 4v14.5A1.5 1.5 0 0 0 5.5 20H20M8 16v-4M12 16V8M16 16v-6" />`;
export const WHOLE: Shape = svg`<path d="M10.5 17.5a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM15.7 15.7 21 21M7.5 10.5h6" />`;
export const PIP: Shape = svg`<path d="M4.5 5h15A1.5 1.5 0 0 1 21 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5v-11A1.5 1.5 0 0 1 4.5 5z" /><path class="solid" d="M13 12.5h4.5v3H13z" />`;
export const FULLSCREEN: Shape = svg`<path d="M4 9V5.5A1.5 1.5 0 0 1 5.5 4H9M15 4h3.5A1.5 1.5 0 0 1 20 5.5V9M20 15v3.5a1.5 1.5 0 0 1-1.5 1.5H15M9 20H5.5A1.5 1.5 0 0 1 4 18.5V15" />`;
export const LEAVE_FULLSCREEN: Shape = svg`<path d="M9 4v3.5A1.5 1.5 0 0 1 7.5 9H4M20 9h-3.5A1.5 1.5 0 0 1 15 7.5V4M15 20v-3.5a1.5 1.5 0 0 1 1.5-1.5H20M4 15h3.5A1.5 1.5 0 0 1 9 16.5V20" />`;
export const MORE: Shape = svg`<path class="dots" d="M5 12v.01M12 12v.01M19 12v.01" />`;
