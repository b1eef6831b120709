/** Somebody at a terminal: the same door as a chat's, with answers as text. */
import { many, rate } from './cards/format.ts';
import { toText } from './cards/to-text.ts';
import type { Inbound, Reply } from './surface.ts';
import { type Actor, type Engine, looksOnly, type PassView, type Progress } from './views.ts';

export interface Said {
  as: string;
  text: string;
  workgroup?: string;
  files?: { name: string; bytes: Buffer }[];
}

export interface Terminal {
  /** Local mode: a command of somebody with that name. */
  say(said: Said): Promise<{ text: string; exit: 0 | 1 | 2 }>;
  /** The newest pass in one line. */
  latestProgress(): Promise<{ line: string; over: boolean; progress: Progress }>;
}

export const inboundOf = ({ as, text, workgroup, files }: Said): Inbound => ({
  surface: 'cli',
  tenantId: 'local',
  person: { objectId: `cli:${as.toLowerCase()}`, name: as },
  place: { kind: 'personal', conversationId: 'cli', reference: {} },
  text,
  ...(workgroup === undefined ? {} : { workgroup }),
  ...(files === undefined || files.length === 0 ? {} : { files }),
});

export const createTerminal = (
  dispatch: (inbound: Inbound) => Promise<Reply>,
  engine: Engine,
  actorOf: () => Promise<Actor>,
): Terminal => ({
  say: async (said) => {
    const { card, exit } = await dispatch(inboundOf(said));
    return { text: toText(card), exit };
  },
  latestProgress: async () => {
    const actor = await actorOf();
    const projects = await engine.projects.list(actor);
    const passes = await Promise.all(projects.map(({ id }) => engine.reporting.passes(actor, id)));
    const newest = passes
      .flatMap((found) => (found.ok ? found.value : []))
      .reduce<PassView | undefined>(
        (latest, pass) => (latest !== undefined && latest.id > pass.id ? latest : pass),
        undefined,
      );
    if (newest === undefined) throw new Error('asking for progress before there is a pass');
    return { line: lineOf(newest), over: newest.finishedAt !== undefined, progress: newest.progress };
  },
});

const lineOf = ({ kind, state, progress }: PassView): string => {
  const { runs, mailboxes, items, itemsPerSecond, waitsFor } = progress;
  const done = runs.completed + runs['completed with errors'] + runs.failed + runs.stopped;
  const moved = items.copied + items.updated + items.unchanged + items.skipped + items.failed;
  const parts = [
    `${kind}: ${state}`,
    `${done} of ${many(mailboxes, 'mailbox')} done`,
    ...(looksOnly(kind)
      ? []
      : [`${moved.toLocaleString('en-US')} of ${many(items.planned, 'item')}`, rate(itemsPerSecond)]),
    ...(waitsFor === null ? [] : [waitsFor]),
  ];
  return parts.join(' · ');
};
