/** What there is to read when a pass is over: its card, its CSV files, and the page of an assessment. */

import { ok, type Result } from '../../engine/refusal.ts';
import { assessmentsCard } from '../cards/assessments.ts';
import type { Card } from '../cards/card.ts';
import { statisticsCard } from '../cards/statistics.ts';
import type { AssessmentReport, PassView } from '../views.ts';
import type { BotDeps } from './command.ts';
import type { For } from './setup.ts';

type Deps = Pick<BotDeps & For, 'links' | 'actor' | 'engine'>;

export const reportUrl = (
  { links, actor }: Pick<Deps, 'links' | 'actor'>,
  passId: number,
  which: 'numbers' | 'errors',
): Promise<string> => links.make(actor, 'report', { kind: 'csv', passId, which });

/** What the last card of a pass says: the numbers of what it moved, or what an assessment found. */
export const passReport = async (deps: Deps, pass: PassView, timeZone: string): Promise<Result<Card>> => {
  const { engine, actor } = deps;
  if (pass.kind === 'assess') {
    const found = await engine.assessments.report(actor, pass.projectId, { passId: pass.id });
    return found.ok ? ok(await assessmentsShown(deps, found.value)) : found;
  }
  const statistics = await engine.reporting.statistics(actor, pass.id);
  if (!statistics.ok) return statistics;
  const numbersUrl = await reportUrl(deps, pass.id, 'numbers');
  const errorsUrl = await reportUrl(deps, pass.id, 'errors');
  return ok(statisticsCard(pass, statistics.value, { timeZone, numbersUrl, errorsUrl }));
};

/** `whom`: as it was typed, so that the links lead to the same mailboxes. */
export const assessmentsShown = async (
  { links, actor }: Pick<Deps, 'links' | 'actor'>,
  report: AssessmentReport,
  whom: { addresses?: string[] | undefined; waves?: string[] | undefined } = {},
): Promise<Card> => {
  const { projectId } = report;
  const link = (kind: 'assessment' | 'assessment-csv'): Promise<string> =>
    links.make(actor, 'report', { kind, projectId, ...whom });
  return assessmentsCard(report, {
    pageUrl: await link('assessment'),
    csvUrl: await link('assessment-csv'),
  });
};
