/** Checks of a mailbox pair: each that fails is one sentence with its mend, and the others go on. */
import { EngineError, isPassing, kindOf } from '../errors.ts';
import { explain } from '../explanations.ts';
import type { MailboxClient, Tenant } from '../graph/index.ts';
import { groupNext, groupSentence, maybeGroup, unsupportedAddress } from '../mailbox-kinds.ts';

export const openSide = async (
  report: Report,
  side: 'source' | 'destination',
  tenant: Tenant,
  address: string,
): Promise<MailboxClient | null> => {
  const signedIn = await report.check(`consent of the ${side} app`, `signing in at the ${side}`, () =>
    tenant.signIn(),
  );
  if (signedIn === null) return null;
  try {
    return await tenant.mailbox(address);
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'not-found')
      return report.check(`User.Read.All at the ${side}`, `looking up the ${side} mailbox`, () =>
        Promise.reject(error),
      );
    const why = await whyAbsent(tenant, side, address).catch((error: unknown) => {
      // What is only a hint may not be asked for.
      if (isPassing(kindOf(error))) throw error;
      return `${absent(side, address)} Check the address, or remove this pair.`;
    });
    report.fail(why, error.code ?? 'not-found');
    return null;
  }
};

const absent = (side: 'source' | 'destination', address: string): string =>
  `The ${side} tenant has no mailbox ${address}.`;

/** Asked only for the few that cannot be found, so that the next step is the right one. */
const whyAbsent = async (
  tenant: Tenant,
  side: 'source' | 'destination',
  address: string,
): Promise<string> => {
  const never = unsupportedAddress(address);
  if (never !== null) return `${never} Remove this pair: "users remove ${address}".`;
  const account = await tenant.account(address);
  if (account === null) {
    const isGroup = await tenant.isGroup(address);
    if (isGroup === true) return `${groupSentence(address)} ${groupNext}`;
    const hint = isGroup === null ? ` ${maybeGroup}` : '';
    return side === 'source'
      ? `${absent(side, address)} Check the address, or remove this pair.${hint}`
      : `${absent(side, address)} Create the user and give it a licence with Exchange, then verify again.`;
  }
  if (side === 'source') return `${absent(side, address)} Check the address, or remove this pair.`;
  return account.licences === 0
    ? `${absent(side, address)} The person is there and has no licence: give it one with Exchange, then verify again.`
    : `${absent(side, address)} The person is there: give it a licence with Exchange, or wait until Exchange has made the mailbox, which can take some hours. Then verify again.`;
};

export type Report = ReturnType<typeof createReport>;

export const createReport = () => {
  const problems: string[] = [];
  const codes: string[] = [];
  const fail = (sentence: string, code: string): void => {
    problems.push(sentence);
    codes.push(code);
  };
  return {
    problems,
    codes,
    fail,
    /** Null: it failed and was noted. Passing trouble is thrown: it says nothing about the mailbox. */
    check: async <T>(permission: string, doing: string, work: () => Promise<T>): Promise<T | null> => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof EngineError) || isPassing(error.kind)) throw error;
        const code = error.code ?? error.kind;
        if (error.kind === 'forbidden') {
          fail(
            `The app may not do this: ${doing}. It needs the application permission ${permission}, with admin consent (a new consent can take an hour to arrive).`,
            code,
          );
        } else {
          const { sentence, next } = explain(code);
          fail(`${capital(doing)} did not work: ${sentence} ${next}`, code);
        }
        return null;
      }
    },
  };
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
