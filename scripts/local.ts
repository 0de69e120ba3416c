/** Puts beside the built command what it reads: the cameras' pictures and sound, and the licence. */
import { copyFileSync, cpSync } from 'node:fs';

cpSync('local/cameras/clips', 'local/npm/dist/clips', { recursive: true });
copyFileSync('LICENSE', 'local/npm/LICENSE');
