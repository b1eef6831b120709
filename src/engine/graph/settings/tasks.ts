/** The steps of To Do tasks and what they link to ("checklistItem", "linkedResource resource type"). */
import type { UserCalls } from './deps.ts';

export interface TaskStep {
  displayName: string;
  isChecked: boolean;
}

export interface TaskLink {
  applicationName: string;
  displayName: string;
  externalId: string;
  webUrl: string;
}

/** The item's own id, as the ledger has it. */
export interface Task {
  id: string;
  createdDateTime: string;
  checklistItems?: TaskStep[];
  linkedResources?: TaskLink[];
}

const tasksPath = (listId: string): string => `/todo/lists/${encodeURIComponent(listId)}/tasks`;
const taskPath = (listId: string, taskId: string): string =>
  `${tasksPath(listId)}/${encodeURIComponent(taskId)}`;

export const createTasks = (calls: UserCalls) => ({
  list: (listId: string): Promise<Task[]> =>
    calls.list(`${tasksPath(listId)}?$top=100&$expand=checklistItems,linkedResources`),
  steps: (listId: string, taskId: string): Promise<(TaskStep & { id: string })[]> =>
    calls.list(`${taskPath(listId, taskId)}/checklistItems`),
  links: (listId: string, taskId: string): Promise<TaskLink[]> =>
    calls.list(`${taskPath(listId, taskId)}/linkedResources`),
  addStep: (listId: string, taskId: string, step: TaskStep): Promise<TaskStep> =>
    calls.create(`${taskPath(listId, taskId)}/checklistItems`, step),
  tickStep: (listId: string, taskId: string, id: string, isChecked: boolean): Promise<TaskStep> =>
    calls.change(`${taskPath(listId, taskId)}/checklistItems/${encodeURIComponent(id)}`, { isChecked }),
  addLink: (listId: string, taskId: string, link: TaskLink): Promise<TaskLink> =>
    calls.create(`${taskPath(listId, taskId)}/linkedResources`, link),
});
