/** The three ways a command answers. [pure] */
import type { Refusal } from '../../engine/refusal.ts';
import type { Button, Card } from '../cards/card.ts';
import { refusalCard } from '../cards/refusal.ts';
import type { Reply } from '../surface.ts';

export const done = (card: Card, show: Reply['show'] = 'post'): Reply => ({ card, exit: 0, show });

/** A click that is refused tells only the person who clicked; `buttons` are the next step, where there is one. */
export const refused = (refusal: Refusal, buttons: Button[] = []): Reply => ({
  card: refusalCard(refusal, buttons),
  exit: 2,
  show: buttons.length > 0 ? 'post' : 'toast',
});
