/** Everything that a mailbox has besides its items. */
import type { Route } from '../route.ts';
import { calendarPermissionRoutes } from './calendar-permissions.ts';
import { calendarRoutes } from './calendars.ts';
import { categoryRoutes } from './categories.ts';
import { preferenceRoutes } from './preferences.ts';
import { ruleRoutes } from './rules.ts';

export const settingRoutes: Route[] = [
  ...preferenceRoutes,
  ...ruleRoutes,
  ...categoryRoutes,
  ...calendarRoutes,
  ...calendarPermissionRoutes,
];
