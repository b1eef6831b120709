/** The moment that a notice is for, as an argument. */
import { z } from 'zod';
import { noticeMoments } from '../views.ts';

export const moment = z.preprocess(
  (said) => (typeof said === 'string' ? said.trim().toLowerCase() : said),
  z.enum(noticeMoments, 'A notice is "before", "meetings", "cutover" or "after".'),
);
