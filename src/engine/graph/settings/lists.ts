/** Small lists of a mailbox: its categories, its Focused Inbox, its contact folders and its To Do lists. */
import { EngineError } from '../../errors.ts';
import type { UserCalls } from './deps.ts';

/** "outlookCategory resource type": the name is unique and never changes. */
export interface Category {
  id: string;
  displayName: string;
  /** none, preset0 to preset24 */
  color: string;
}

export const createCategories = (calls: UserCalls) => ({
  list: (): Promise<Category[]> => calls.list('/outlook/masterCategories'),
  create: (category: Omit<Category, 'id'>): Promise<Category> =>
    calls.create('/outlook/masterCategories', category),
  recolour: (id: string, color: string): Promise<Category> =>
    calls.change(`/outlook/masterCategories/${encodeURIComponent(id)}`, { color }),
});

/** "inferenceClassificationOverride resource type": whose mail is always focused, or never. */
export interface FocusedOverride {
  id: string;
  classifyAs: string;
  senderEmailAddress: { name?: string | null; address: string };
}

export const createFocusedOverrides = (calls: UserCalls) => ({
  list: (): Promise<FocusedOverride[]> => calls.list('/inferenceClassification/overrides'),
  create: (override: Omit<FocusedOverride, 'id'>): Promise<FocusedOverride> =>
    calls.create('/inferenceClassification/overrides', override),
  change: (id: string, classifyAs: string): Promise<FocusedOverride> =>
    calls.change(`/inferenceClassification/overrides/${encodeURIComponent(id)}`, { classifyAs }),
});

export interface NamedList {
  id: string;
  displayName: string;
}

/** "List contactFolders": those below the mailbox's own Contacts folder. */
export const createContactFolders = (calls: UserCalls) => ({
  // A mailbox that has no such folder has none below it.
  list: (): Promise<NamedList[]> =>
    calls.list<NamedList>('/contactFolders').catch((error: unknown) => {
      if (error instanceof EngineError && error.code?.toLowerCase() === 'erroritemnotfound') return [];
      throw error;
    }),
  create: (displayName: string): Promise<NamedList> => calls.create('/contactFolders', { displayName }),
});

/** "todoTaskList resource type" */
export interface TodoList extends NamedList {
  /** defaultList and flaggedEmails are Exchange's own. */
  wellknownListName: string;
  /** False: somebody else's list that is shared with this person. */
  isOwner: boolean;
}

export const createTodoLists = (calls: UserCalls) => ({
  list: (): Promise<TodoList[]> => calls.list('/todo/lists'),
  create: (displayName: string): Promise<TodoList> => calls.create('/todo/lists', { displayName }),
});
