/** Pages for links that do not open any more: each says why and how to get a new one. */
import { type PageAnswer, sentence } from './answers.ts';
import type { Opened, Purpose } from './one-time.ts';

const again: Record<Purpose, string> = {
  secret: 'say "endpoint secret" in the chat to get a new link.',
  upload: 'say "users import" in the chat to get a new link.',
  report: 'say "stats" in the chat to get a new link.',
};
const anyAgain = 'go back to the chat and press the button again, or say "help".';

export const closedPage = ({ state, purpose }: Exclude<Opened, { state: 'open' }>): PageAnswer => {
  const next = purpose === undefined ? anyAgain : again[purpose];
  switch (state) {
    case 'expired':
      return sentence(
        'This link has expired',
        'Links are open for a short time, so that one that is found later opens nothing.',
        next,
        410,
      );
    case 'used':
      return sentence(
        'This link was used already',
        'It works once, and what it was for has been done.',
        next,
        410,
      );
    case 'not-allowed':
      return sentence(
        'You may not do this any more',
        'The person this link was made for has no longer the role it needs.',
        'ask an owner of the workgroup.',
        403,
      );
    case 'unknown':
      return sentence(
        'This link opens nothing',
        'Its address is not complete, or it was never made by this Mailferry.',
        anyAgain,
        404,
      );
  }
};
