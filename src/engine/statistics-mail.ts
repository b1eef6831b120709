/** The statistics of a pass as a message: a few lines, and both CSV files where they are small enough. */
import type { Result } from './refusal.ts';
import type { PassView, Reporting } from './reporting.ts';
import type { Senders } from './sender.ts';
import type { Actor } from './workgroups.ts';

/** Graph takes 4 MB in one request, and base64 is four letters for three bytes. */
const mostBytes = 2_900_000;

export interface MailedStatistics {
  from: string;
  to: string;
  files: string[];
  /** Too large to be sent. */
  leftOut: string[];
}

export const createStatisticsMail = ({
  reporting,
  sender,
}: {
  reporting: Pick<Reporting, 'pass' | 'csv'>;
  sender: Pick<Senders, 'send'>;
}) => ({
  /** Null: to the sender itself. */
  send: async (actor: Actor, passId: number, to: string | null): Promise<Result<MailedStatistics>> => {
    const pass = await reporting.pass(actor, passId);
    if (!pass.ok) return pass;
    const attachments: { name: string; type: string; bytes: Buffer }[] = [];
    const leftOut: string[] = [];
    for (const which of ['numbers', 'errors'] as const) {
      const file = await reporting.csv(actor, passId, which);
      if (!file.ok) return file;
      const bytes = Buffer.from(file.value.text);
      const before = attachments.reduce((sum, one) => sum + one.bytes.length, 0);
      if (before + bytes.length > mostBytes) leftOut.push(file.value.fileName);
      else attachments.push({ name: file.value.fileName, type: 'text/csv', bytes });
    }
    const sent = await sender.send(actor, pass.value.projectId, to, {
      subject: `${pass.value.projectName}: statistics of pass ${passId}`,
      html: htmlOf(pass.value, leftOut),
      attachments,
    });
    return sent.ok
      ? { ok: true, value: { ...sent.value, files: attachments.map(({ name }) => name), leftOut } }
      : sent;
  },
});

const htmlOf = ({ id, kind, state, projectName, progress }: PassView, leftOut: string[]): string => {
  const { items, mailboxes, bytes } = progress;
  const number = (value: number): string => value.toLocaleString('en');
  const lines = [
    `Project: ${escaped(projectName)}`,
    `Pass ${id} (${kind}): ${state}`,
    `Mailboxes: ${number(mailboxes)}`,
    `Copied ${number(items.copied)}, updated ${number(items.updated)}, unchanged ${number(items.unchanged)}, skipped ${number(items.skipped)}, failed ${number(items.failed)}`,
    `Data: ${number(Math.round(bytes.moved / 1_000_000))} MB`,
    ...leftOut.map(
      (name) => `${name} is too large for a message. "stats ${id}" in the chat makes a link to it.`,
    ),
  ];
  return lines.map((line) => `<p>${line}</p>`).join('\n');
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
