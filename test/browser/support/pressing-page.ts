import '../../../src/index.js';
import { addTalk, press } from './talk.js';

/** A page that tries to talk to the camera of the channel in its address. */
const { button } = await addTalk(location.hash.slice(1));
press(button);
