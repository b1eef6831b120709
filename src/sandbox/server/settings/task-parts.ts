/** The steps of a task and what it links to: "checklistItem" and "linkedResource resource type". */
import { randomUUID } from 'node:crypto';
import type { ChecklistItem, LinkedResource } from '../../settings-model.ts';
import { ok, refuse } from '../answer.ts';
import { readBody } from '../body.ts';
import type { Asked, Route } from '../route.ts';
import { nameIn, refuseReadOnly, text, truth } from './fields.ts';
import { contextOf, ofUser } from './of-user.ts';
import { taskIn } from './todo.ts';

const addStep = (asked: Asked) => {
  const given = readBody(asked.body, [
    'id',
    'displayName',
    'isChecked',
    'createdDateTime',
    'checkedDateTime',
  ]);
  refuseReadOnly(given, ['id']);
  const now = new Date().toISOString();
  const isChecked = given.isChecked === undefined ? false : truth(given.isChecked, 'isChecked');
  const step: ChecklistItem = {
    id: randomUUID(),
    displayName: nameIn(given.displayName, 'displayName'),
    isChecked,
    createdDateTime:
      given.createdDateTime === undefined ? now : text(given.createdDateTime, 'createdDateTime'),
    checkedDateTime: isChecked ? text(given.checkedDateTime ?? now, 'checkedDateTime') : null,
  };
  const task = taskIn(asked);
  task.steps = [...(task.steps ?? []), step];
  return ok({ ...contextOf(asked.mailbox, 'todo/lists/tasks/checklistItems/$entity'), ...step }, 201);
};

export const tickStep = (step: ChecklistItem, isChecked: boolean): ChecklistItem =>
  Object.assign(step, { isChecked, checkedDateTime: isChecked ? new Date().toISOString() : null });

const changeStep = (asked: Asked) => {
  const { displayName, isChecked } = readBody(asked.body, ['displayName', 'isChecked']);
  const step =
    taskIn(asked).steps?.find(({ id }) => id === asked.params.step) ??
    refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
  if (displayName !== undefined) step.displayName = nameIn(displayName, 'displayName');
  if (isChecked !== undefined) tickStep(step, truth(isChecked, 'isChecked'));
  return ok({ ...contextOf(asked.mailbox, 'todo/lists/tasks/checklistItems/$entity'), ...step });
};

const addLink = (asked: Asked) => {
  const given = readBody(asked.body, ['id', 'applicationName', 'displayName', 'externalId', 'webUrl']);
  refuseReadOnly(given, ['id']);
  const link: LinkedResource = {
    id: randomUUID(),
    applicationName: nameIn(given.applicationName, 'applicationName'),
    displayName: text(given.displayName ?? '', 'displayName'),
    externalId: text(given.externalId ?? '', 'externalId'),
    webUrl: text(given.webUrl ?? '', 'webUrl'),
  };
  const task = taskIn(asked);
  task.links = [...(task.links ?? []), link];
  return ok({ ...contextOf(asked.mailbox, 'todo/lists/tasks/linkedResources/$entity'), ...link }, 201);
};

const read = ['Tasks.Read.All', 'Tasks.ReadWrite.All'];
const write = ['Tasks.ReadWrite.All'];
const task = '/todo/lists/{list}/tasks/{task}';
export const taskPartRoutes: Route[] = [
  ofUser({
    method: 'GET',
    path: `${task}/checklistItems`,
    roles: read,
    handle: (asked) =>
      ok({
        ...contextOf(asked.mailbox, 'todo/lists/tasks/checklistItems'),
        value: taskIn(asked).steps ?? [],
      }),
  }),
  ofUser({ method: 'POST', path: `${task}/checklistItems`, roles: write, handle: addStep }),
  ofUser({ method: 'PATCH', path: `${task}/checklistItems/{step}`, roles: write, handle: changeStep }),
  ofUser({
    method: 'GET',
    path: `${task}/linkedResources`,
    roles: read,
    handle: (asked) =>
      ok({
        ...contextOf(asked.mailbox, 'todo/lists/tasks/linkedResources'),
        value: taskIn(asked).links ?? [],
      }),
  }),
  ofUser({ method: 'POST', path: `${task}/linkedResources`, roles: write, handle: addLink }),
];
