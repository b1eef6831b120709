/** Everything that a mailbox has besides its items. */
import type { SentMail } from '../mail.ts';
import type { Route } from '../route.ts';
import { calendarPermissionRoutes } from './calendar-permissions.ts';
import { calendarRoutes } from './calendars.ts';
import { categoryRoutes } from './categories.ts';
import { contactFolderRoutes } from './contact-folders.ts';
import { eventRoutes } from './events.ts';
import { overrideRoutes } from './overrides.ts';
import { photoRoutes } from './photo.ts';
import { preferenceRoutes } from './preferences.ts';
import { ruleRoutes } from './rules.ts';
import { taskPartRoutes } from './task-parts.ts';
import { todoRoutes } from './todo.ts';

export const settingRoutes = (sent: SentMail[]): Route[] => [
  ...preferenceRoutes,
  ...ruleRoutes,
  ...categoryRoutes,
  ...calendarRoutes,
  ...calendarPermissionRoutes,
  ...contactFolderRoutes,
  ...overrideRoutes,
  ...todoRoutes,
  ...taskPartRoutes,
  ...photoRoutes,
  ...eventRoutes(sent),
];
