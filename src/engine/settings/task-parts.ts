/**
 * The steps of tasks and what they link to: they are not in the item that moves. Steps and links are only ever added, and
 * what was carried is ticked as it is at the source; of a task no more than its list and its day is kept, for people.
 */
import { isPassing, kindOf } from '../errors.ts';
import type { SettingsClient } from '../graph/index.ts';
import type { TodoList } from '../graph/settings/lists.ts';
import type { Task, TaskLink, TaskStep } from '../graph/settings/tasks.ts';
import type { Left, Setting, SettingsWork, Thing } from './setting.ts';
import { fromSource } from './sides.ts';

interface Parts {
  steps: TaskStep[];
  links: TaskLink[];
}

export const taskParts: Setting = {
  name: 'steps and links of tasks',
  needs: {
    source: 'Tasks.Read.All',
    // Microsoft: "Create checklistItem" lists no application permission, "Create linkedResource" neither.
    destination: 'Tasks.ReadWrite.All (which Microsoft may not accept for this yet)',
  },
  // They are called by their lists and days.
  onlyById: true,
  things: async (work, before) => {
    const { source, destination } = work;
    const wanted = (await fromSource(source.todoLists.list())).filter(hasTasks);
    const there = await destination.todoLists.list();
    const carried = new Set(
      before.all.flatMap(({ sourceId, destinationMark }) => (destinationMark === null ? [] : [sourceId])),
    );
    const found: (Thing | Left)[] = [];
    for (const list of wanted) {
      work.signal.throwIfAborted();
      work.alive();
      const tasks = (await fromSource(source.tasks.list(list.id))).filter(hasParts);
      const target = there.find((one) => isSame(one, list));
      if (tasks.length > 0) found.push(...(await thingsOf(work, { list, target, tasks, carried })));
    }
    return found;
  },
};

/** Flagged mail is shown as a list, and is mail. */
const hasTasks = ({ wellknownListName, isOwner }: TodoList): boolean =>
  wellknownListName !== 'flaggedEmails' && isOwner !== false;

const isSame = (one: TodoList, other: TodoList): boolean =>
  other.wellknownListName === 'defaultList'
    ? one.wellknownListName === 'defaultList'
    : one.displayName.toLowerCase() === other.displayName.toLowerCase();

const partsOf = ({ checklistItems = [], linkedResources = [] }: Task): Parts => ({
  steps: checklistItems.map(({ displayName, isChecked }) => ({ displayName, isChecked })),
  links: linkedResources.map(plainLink),
});
const plainLink = ({ applicationName, displayName, externalId, webUrl }: TaskLink): TaskLink => ({
  applicationName,
  displayName,
  externalId,
  webUrl,
});

const hasParts = (task: Task): boolean =>
  (task.checklistItems ?? []).length + (task.linkedResources ?? []).length > 0;

interface Found {
  list: TodoList;
  /** At the destination. */
  target: TodoList | undefined;
  tasks: Task[];
  /** By an earlier pass: the ids of tasks. */
  carried: Set<string | null>;
}

const thingsOf = async (
  { destination, copiesOf }: SettingsWork,
  { list, target, tasks, carried }: Found,
): Promise<(Thing | Left)[]> => {
  const copies = await copiesOf(tasks.map(({ id }) => id));
  const there = new Map(
    target === undefined ? [] : (await destination.tasks.list(target.id)).map((task) => [task.id, task]),
  );
  return tasks.map((task): Thing | Left => {
    const name = `${list.displayName}, of ${task.createdDateTime.slice(0, 10)}`;
    const copy = there.get(copies.get(task.id) ?? '');
    if (target === undefined || copy === undefined)
      return { name, sourceId: task.id, cause: 'setting-task-missing' };
    const wanted = partsOf(task);
    const place = { list: target.id, task: copy.id };
    return {
      name,
      sourceId: task.id,
      wanted,
      present: { id: copy.id, value: partsOf(copy) },
      overwrites: true,
      update: async () => {
        // Before anything was carried, a tick is its user's own.
        if (carried.has(task.id)) await tick(destination.tasks, place, wanted.steps);
        return { id: copy.id, value: await add(destination.tasks, place, wanted) };
      },
    };
  });
};

interface Place {
  list: string;
  task: string;
}

const tick = async (
  client: SettingsClient['tasks'],
  { list, task }: Place,
  wanted: TaskStep[],
): Promise<void> => {
  for (const { id, isChecked } of otherwiseTicked(wanted, await client.steps(list, task)))
    await client.tickStep(list, task, id, !isChecked);
};

/** Those that are there and say the same as one that is wanted, which is ticked where they are not, or the reverse. */
export const otherwiseTicked = <T extends TaskStep>(wanted: TaskStep[], there: T[]): T[] => {
  const exactly = ({ displayName, isChecked }: TaskStep): string => JSON.stringify([displayName, isChecked]);
  const turned = missing(wanted, there, exactly).map((step) => ({ ...step, isChecked: !step.isChecked }));
  const others = missing(there, wanted, exactly);
  const left = new Set(missing(others, turned, exactly));
  return others.filter((one) => !left.has(one));
};

/** Adds what is missing; after a lost answer it looks again. Answers what is there then. */
const add = async (client: SettingsClient['tasks'], { list, task }: Place, wanted: Parts): Promise<Parts> => {
  for (let tries = 1; ; tries++) {
    const there = partsOf({
      id: task,
      createdDateTime: '',
      checklistItems: await client.steps(list, task),
      linkedResources: await client.links(list, task),
    });
    const steps = missing(wanted.steps, there.steps, ({ displayName }) => displayName);
    const links = missing(wanted.links, there.links, (link) => JSON.stringify(plainLink(link)));
    if (steps.length + links.length === 0) return there;
    try {
      for (const step of steps) await client.addStep(list, task, step);
      for (const link of links) await client.addLink(list, task, link);
    } catch (error) {
      if (!isPassing(kindOf(error)) || tries === mostTries) throw error;
    }
  }
};
const mostTries = 4;

/** Two steps may say the same: as many as there are more of. */
export const missing = <T extends U, U>(wanted: T[], there: U[], keyOf: (one: U) => string): T[] => {
  const left = there.map(keyOf);
  return wanted.filter((one) => {
    const at = left.indexOf(keyOf(one));
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
};
