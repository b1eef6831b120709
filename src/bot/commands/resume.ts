/** resume: a paused pass goes on where it was. */
import { controlling } from './controlling.ts';

export const resume = controlling('resume', 'Let a paused pass go on where it was', ['paused']);
