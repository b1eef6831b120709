/** Reports behind a link: CSV files, an assessment to read, and the full list of rows to mend. */
import { z } from 'zod';
import { ok, type Refusal, type Result } from '../../engine/refusal.ts';
import { many } from '../cards/format.ts';
import type { Fault } from '../views.ts';
import { download, type PageAnswer, type PageRequest, sentence, showPage } from './answers.ts';
import { assessmentPage } from './assessment.ts';
import { html } from './html.ts';
import { faultTable, leftOutTable } from './upload.ts';
import type { Visit } from './visit.ts';

const whom = z.object({
  projectId: z.number(),
  addresses: z.array(z.string()).optional(),
  waves: z.array(z.string()).optional(),
});

const reportData = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('csv'), passId: z.number(), which: z.enum(['numbers', 'errors']) }),
  z.object({ kind: z.literal('audit') }),
  z.object({ kind: z.literal('licences'), projectId: z.number() }),
  z.object({ kind: z.literal('users'), projectId: z.number() }),
  z.object({ kind: z.literal('replies'), projectId: z.number() }),
  z.object({ kind: z.literal('x500'), projectId: z.number() }),
  z.object({ kind: z.literal('settings'), projectId: z.number() }),
  z.object({ kind: z.literal('permissions'), projectId: z.number() }),
  whom.extend({ kind: z.literal('assessment') }),
  whom.extend({ kind: z.literal('assessment-csv') }),
  whom.extend({ kind: z.literal('meetings-csv') }),
  z.object({
    kind: z.literal('faults'),
    fileName: z.string(),
    faultCount: z.number(),
    faults: z.array(z.custom<Fault>()),
  }),
  z.object({
    kind: z.literal('left-out'),
    fileName: z.string(),
    leftOutCount: z.number(),
    leftOut: z.array(z.object({ address: z.string(), why: z.string() })),
  }),
]);

export const reportPage = async (visit: Visit, request: PageRequest): Promise<PageAnswer> => {
  const data = reportData.parse(visit.link.data);
  if (data.kind === 'faults') {
    return showPage({
      title: `${many(data.faultCount, 'row')} to mend`,
      tone: 'warning',
      body: html`<p>In ${data.fileName}. Mend them in the file and bring it again: what is here already is recognised.</p>${faultTable(data.faults, data.faultCount)}`,
    });
  }
  if (data.kind === 'left-out') {
    return showPage({
      title: `${many(data.leftOutCount, 'address')} left out`,
      tone: 'warning',
      body: html`<p>${data.fileName}.</p>${leftOutTable(data.leftOut, data.leftOutCount)}`,
    });
  }
  if (data.kind === 'assessment') {
    const found = await visit.engine.assessments.report(visit.actor, data.projectId, data);
    if (!found.ok) return gone(found.refusal);
    if (request.method === 'GET') await visit.use();
    return showPage(assessmentPage(found.value, new Date()));
  }
  // Who asked may have lost the role since, and these read directories or hold the names of everybody.
  if (visit.actor.role === 'viewer' && operatorsOnly.has(data.kind))
    return sentence(
      'This file is not for viewers',
      'Your role here was changed since the link was made.',
      'Ask an owner to say "role <your name> operator", or somebody who has that role for the file.',
      403,
    );
  const report = await fileOf(visit, data);
  if (!report.ok) return gone(report.refusal);
  // A look by a link scanner is not a download.
  if (request.method === 'GET') await visit.use();
  return download(report.value.fileName, report.value.text);
};

const operatorsOnly = new Set(['replies', 'x500', 'permissions']);

const gone = ({ sentence: why, next }: Refusal): PageAnswer =>
  sentence('This report is gone', why, next, 404);

type FileData = Exclude<
  z.infer<typeof reportData>,
  { kind: 'faults' } | { kind: 'left-out' } | { kind: 'assessment' }
>;

const fileOf = async (
  { engine, actor }: Visit,
  data: FileData,
): Promise<Result<{ fileName: string; text: string }>> => {
  switch (data.kind) {
    case 'audit':
      return ok({ fileName: 'audit.csv', text: await engine.audit.csv(actor) });
    case 'licences':
      return engine.licences.csv(actor, data.projectId);
    case 'replies':
      return engine.replyTest.csv(actor, data.projectId);
    case 'x500':
      return engine.oldNames.script(actor, data.projectId);
    case 'users':
      return engine.mailboxes.csv(actor, data.projectId);
    case 'settings':
      return engine.settingsReport.csv(actor, data.projectId);
    case 'permissions':
      return engine.permissionsScript(actor, data.projectId);
    case 'assessment-csv':
      return engine.assessments.csv(actor, data.projectId, data);
    case 'meetings-csv':
      return engine.meetings.csv(actor, data.projectId, data);
    case 'csv':
      return engine.reporting.csv(actor, data.passId, data.which);
  }
};
