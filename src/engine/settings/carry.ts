/** Carries one thing over: decides, does it, and says what became of it. */
import { EngineError, isPassing, kindOf } from '../errors.ts';
import { decideSetting } from './decide-setting.ts';
import { markOf } from './mark.ts';
import type { Known, Note, Present, Thing } from './setting.ts';

export interface Carried extends Known {
  outcome: 'copied' | 'updated' | 'unchanged' | 'skipped' | 'failed';
  detail: string | null;
}

/**
 * Throws only what concerns more than this one thing: a missing permission, an end of the run, and our own bugs.
 */
export const carry = async (thing: Thing, before: Known | undefined): Promise<Carried> => {
  const wanted = markOf(thing.wanted);
  const marks =
    before?.sourceMark == null || before.destinationMark == null
      ? null
      : { source: before.sourceMark, destination: before.destinationMark };
  const end = (outcome: Carried['outcome'], present: Present | null, note?: Note): Carried => ({
    name: thing.name,
    outcome,
    cause: note?.cause ?? null,
    detail: note?.detail ?? null,
    sourceId: thing.sourceId ?? null,
    destinationId: present?.id ?? before?.destinationId ?? null,
    sourceMark: marks?.source ?? null,
    destinationMark: marks?.destination ?? null,
  });
  /** From now on both sides are as they are now. */
  const settled = (outcome: Carried['outcome'], present: Present): Carried => ({
    ...end(outcome, present, thing.note),
    sourceMark: wanted,
    destinationMark: markOf(present.value),
  });
  const present = thing.present;
  try {
    switch (
      decideSetting({
        wanted,
        present: present === null ? null : markOf(present.value),
        before: marks,
        overwrites: thing.overwrites,
      })
    ) {
      case 'create':
        return settled('copied', await create(thing, wanted));
      case 'update':
        return settled(marks === null ? 'copied' : 'updated', await thing.update(present as Present));
      case 'conflict':
        return end('skipped', present, {
          cause: marks === null ? 'setting-there-already' : 'setting-conflict',
        });
      case 'removed':
        return end('skipped', null, { cause: 'setting-removed' });
      default:
        // What only the destination changed keeps its marks: an edit at the source is then a conflict.
        return present !== null && markOf(present.value) === wanted
          ? settled('unchanged', present)
          : end('unchanged', present, thing.note);
    }
  } catch (error) {
    if (!(error instanceof EngineError) || concernsAll.has(error.kind)) throw error;
    const code = error.code ?? error.kind;
    return nobodyThere.has(code.toLowerCase())
      ? end('skipped', present, { cause: 'setting-person-unknown' })
      : end('failed', present, { cause: code });
  }
};

/** Whom a grant is for does not exist at the destination: Graph's word, and the Exchange Admin API's. */
const nobodyThere = new Set([
  'errorinvalidrecipients',
  'errorinvaliduser',
  'invalidexternaluseridexception',
  'managementobjectnotfoundexception',
]);

const concernsAll = new Set(['forbidden', 'auth', 'bug']);

/** A lost answer may have made it: what is there is not made twice. */
const create = async (thing: Thing, wanted: string): Promise<Present> => {
  if (thing.create === undefined) throw new Error(`"${thing.name}" can be changed, not made`);
  for (let tries = 1; ; tries++) {
    try {
      return await thing.create();
    } catch (error) {
      const kind = kindOf(error);
      if (thing.find === undefined || !(isPassing(kind) || kind === 'conflict')) throw error;
      const found = await thing.find();
      if (found !== null && markOf(found.value) === wanted) return found;
      if (found !== null || kind === 'conflict' || tries === mostTries) throw error;
    }
  }
};
const mostTries = 3;
