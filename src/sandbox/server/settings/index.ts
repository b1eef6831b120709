/** Everything that a mailbox has besides its items. */
import type { Route } from '../route.ts';
import { categoryRoutes } from './categories.ts';
import { preferenceRoutes } from './preferences.ts';
import { ruleRoutes } from './rules.ts';

export const settingRoutes: Route[] = [...preferenceRoutes, ...ruleRoutes, ...categoryRoutes];
