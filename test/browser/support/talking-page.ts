import '../../../src/index.js';
import { addTalk, press, talks } from './talk.js';

/** A page that talks to the camera of the channel in its address until it dies. */
const { camera, button } = await addTalk(location.hash.slice(1), {
  'press-command': 'AB000261009D',
  'release-command': 'AB000261019E',
  'command-url': '/api/command',
});
press(button);
await talks(camera, 'on');
