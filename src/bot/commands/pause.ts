/** pause: a pass rests until somebody resumes it. What is in hand is sent to its end. */
import { controlling } from './controlling.ts';

export const pause = controlling('pause', 'Let a pass rest until somebody resumes it; nothing is lost', [
  'running',
  'waiting',
]);
