/** Somebody at an open one-time link: what the page may use. */
import type { Link } from '../../db/links.ts';
import type { BotDeps } from '../commands/command.ts';
import type { Actor } from '../views.ts';

export interface Visit extends BotDeps {
  actor: Actor;
  link: Link;
  /** Uses the link up, before anything is done with it. False: somebody was faster. */
  use(): Promise<boolean>;
  /** What was done with it came to nothing. */
  giveBack(): Promise<void>;
}
