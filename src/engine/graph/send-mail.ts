/**
 * One message from somebody's mailbox ("user: sendMail"). It is not sent twice by itself: a message whose answer was
 * lost may be on its way, and nobody could take it back.
 */
import { EngineError } from '../errors.ts';
import type { Auth } from './auth.ts';
import { backOff, type GraphClient } from './client.ts';
import { wasNeverSent } from './errors.ts';

export interface Mail {
  to: string;
  subject: string;
  html: string;
  attachments?: { name: string; type: string; bytes: Buffer }[];
}

export type SendAnswer =
  | { kind: 'sent' }
  /** Certainly not sent, because of what is in it or whom it is for. */
  | { kind: 'refused'; code: string }
  /** Handed over, and nobody knows whether it was sent. */
  | { kind: 'lost'; code: string };

const mostTries = 5;

/** Throws EngineError when certainly nothing was sent, for a reason that concerns every message. */
export const sendMail = async (
  { client, auth }: { client: GraphClient; auth: Auth },
  from: string,
  mail: Mail,
  signal?: AbortSignal,
): Promise<SendAnswer> => {
  // Before: a sign-in whose answer is lost has sent nothing.
  await auth.token();
  let isRenewed = false;
  for (let tries = 1; ; tries++) {
    try {
      await client.call({
        path: `/users/${encodeURIComponent(from)}/sendMail`,
        body: bodyOf(mail),
        once: true,
      });
      return { kind: 'sent' };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const code = error.code ?? error.kind;
      if (error.kind === 'forbidden' && !isRenewed) {
        // A consent that was given within the hour is not in the token that we have.
        isRenewed = true;
        await auth.token(true);
      } else if (error.status === 400 || error.status === 413) return { kind: 'refused', code };
      else if (error.kind !== 'transient') throw saying(error);
      // 503 says that nothing was begun; of a 500 or 504, or of no answer, that cannot be said.
      else if (error.status !== 503 && !wasNeverSent(error)) return { kind: 'lost', code };
      else if (tries === mostTries) throw error;
      else await backOff(tries, error, signal);
    }
  }
};

/** What a refusal means when it is mail that was refused. */
const saying = (error: EngineError): EngineError => {
  const code =
    error.kind === 'forbidden' ? 'mail-not-allowed' : error.kind === 'not-found' ? 'sender-unknown' : null;
  return code === null ? error : new EngineError(error.kind, 'sending mail', { cause: error, code });
};

const bodyOf = ({ to, subject, html, attachments = [] }: Mail): object => ({
  message: {
    subject,
    body: { contentType: 'HTML', content: html },
    toRecipients: [{ emailAddress: { address: to } }],
    ...(attachments.length === 0
      ? {}
      : {
          attachments: attachments.map(({ name, type, bytes }) => ({
            '@odata.type': '#microsoft.graph.fileAttachment',
            name,
            contentType: type,
            contentBytes: bytes.toString('base64'),
          })),
        }),
  },
  saveToSentItems: false,
});
