/**
 * A file attached in a 1:1 chat. Its address came in a message, so it is only fetched from where Teams keeps
 * files, over https, without following it elsewhere, and never more than a list can be.
 */
import type { Activity } from 'botbuilder';
import { largestUpload } from '../pages/upload-form.ts';

const fileKind = 'application/vnd.microsoft.teams.file.download.info';
/** SharePoint of every cloud that Teams runs in. */
const hosts = /^[\w-]+\.sharepoint(?:-df)?\.(?:com|us|de|cn)$/;
const timeoutMs = 8_000;

export type Files =
  | { ok: true; files: { name: string; bytes: Buffer }[] }
  | { ok: false; sentence: string; next: string };

export const filesOf = async ({ attachments = [] }: Activity, localMode: boolean): Promise<Files> => {
  const files: { name: string; bytes: Buffer }[] = [];
  for (const { contentType, name = 'file', content } of attachments) {
    if (contentType !== fileKind) continue;
    const { downloadUrl = '' } = (content ?? {}) as { downloadUrl?: string };
    const fetched = await fetchFile(downloadUrl, localMode);
    if ('sentence' in fetched) return { ok: false, ...fetched };
    files.push({ name, bytes: fetched.bytes });
  }
  return { ok: true, files };
};

const isAllowed = (address: string, localMode: boolean): boolean => {
  const url = URL.parse(address);
  if (url === null || url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:' && url.port === '' && hosts.test(url.hostname)) return true;
  return localMode && url.protocol === 'http:' && /^(?:127\.0\.0\.1|localhost)$/.test(url.hostname);
};

const sendAgain = 'Send the file again, or paste the list as text.';

const fetchFile = async (
  address: string,
  localMode: boolean,
): Promise<{ bytes: Buffer } | { sentence: string; next: string }> => {
  if (!isAllowed(address, localMode))
    return {
      sentence: 'The file does not lie where Teams keeps files, so I did not fetch it.',
      next: 'Attach it in our 1:1 chat from your computer, or paste the list as text.',
    };
  try {
    const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (!answer.ok || answer.body === null)
      return { sentence: `Teams did not hand out the file (answer ${answer.status}).`, next: sendAgain };
    const bytes = await readAtMost(answer.body, largestUpload);
    return bytes === undefined
      ? {
          sentence: `The file is larger than ${largestUpload / 1_000_000} MB, and no list of mailboxes is.`,
          next: 'Check that it is the right file.',
        }
      : { bytes };
  } catch {
    return { sentence: 'The file could not be fetched from where Teams keeps it.', next: sendAgain };
  }
};

const readAtMost = async (body: ReadableStream<Uint8Array>, most: number): Promise<Buffer | undefined> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
