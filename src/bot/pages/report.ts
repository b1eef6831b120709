/** Reports behind a link: CSV files, and the full list of rows to mend. */
import { z } from 'zod';
import { ok, type Result } from '../../engine/refusal.ts';
import { many } from '../cards/format.ts';
import type { Fault } from '../views.ts';
import { download, type PageAnswer, type PageRequest, sentence, showPage } from './answers.ts';
import { html } from './html.ts';
import { faultTable, leftOutTable } from './upload.ts';
import type { Visit } from './visit.ts';

const reportData = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('csv'), passId: z.number(), which: z.enum(['numbers', 'errors']) }),
  z.object({ kind: z.literal('audit') }),
  z.object({ kind: z.literal('licences'), projectId: z.number() }),
  z.object({ kind: z.literal('users'), projectId: z.number() }),
  z.object({ kind: z.literal('settings'), projectId: z.number() }),
  z.object({ kind: z.literal('permissions'), projectId: z.number() }),
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
  const report = await fileOf(visit, data);
  if (!report.ok) return sentence('This report is gone', report.refusal.sentence, report.refusal.next, 404);
  // A look by a link scanner is not a download.
  if (request.method === 'GET') await visit.use();
  return download(report.value.fileName, report.value.text);
};

type FileData = Exclude<z.infer<typeof reportData>, { kind: 'faults' } | { kind: 'left-out' }>;

const fileOf = async (
  { engine, actor }: Visit,
  data: FileData,
): Promise<Result<{ fileName: string; text: string }>> => {
  switch (data.kind) {
    case 'audit':
      return ok({ fileName: 'audit.csv', text: await engine.audit.csv(actor) });
    case 'licences':
      return engine.licences.csv(actor, data.projectId);
    case 'users':
      return engine.mailboxes.csv(actor, data.projectId);
    case 'settings':
      return engine.settingsReport.csv(actor, data.projectId);
    case 'permissions':
      return engine.permissionsScript(actor, data.projectId);
    case 'csv':
      return engine.reporting.csv(actor, data.passId, data.which);
  }
};
