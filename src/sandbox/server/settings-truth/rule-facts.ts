/** Inbox rules: by name, and by their place among those of one name, as names need not be unique. */
import type { Recipient, Rule } from '../../settings-model.ts';
import type { Mailbox } from '../store.ts';
import type { Fact } from './fact.ts';
import { type Lens, placeOfId } from './lens.ts';

const withPeople = ['fromAddresses', 'sentToAddresses', 'forwardTo', 'redirectTo', 'forwardAsAttachmentTo'];

const addressesIn = (part: Rule['actions']): string[] =>
  withPeople.flatMap((name) =>
    ((part[name] ?? []) as Recipient[]).map(({ emailAddress }) => emailAddress.address),
  );

const said = (mailbox: Mailbox, lens: Lens, name: string, value: unknown): string => {
  if (name === 'moveToFolder' || name === 'copyToFolder') return placeOfId(mailbox, value);
  if (withPeople.includes(name))
    return (value as Recipient[])
      .map(({ emailAddress }) => lens.person(emailAddress.address))
      .sort()
      .join(' ');
  return JSON.stringify(value);
};

const part = (
  mailbox: Mailbox,
  lens: Lens,
  what: string,
  fields: Rule['actions'],
): Record<string, string> => ({
  // So that a field that only the destination has is a difference as well.
  [`${what}: fields`]: Object.keys(fields).sort().join(' '),
  ...Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [`${what}: ${name}`, said(mailbox, lens, name, value)]),
  ),
});

/** A rule that only Outlook runs cannot be made by anybody; one that is broken need not be, and never runs. */
export const ruleFacts = (mailbox: Mailbox, lens: Lens): Fact[] => {
  const seen = new Map<string, number>();
  return mailbox.settings.rules
    .filter(({ isReadOnly }) => !isReadOnly)
    .map((rule): Fact => {
      const place = (seen.get(rule.displayName) ?? 0) + 1;
      seen.set(rule.displayName, place);
      const { conditions, exceptions, actions } = rule;
      const isAboutLost = [conditions, exceptions, actions].flatMap(addressesIn).some(lens.isLost);
      return {
        setting: 'inbox rule',
        name: place === 1 ? rule.displayName : `${rule.displayName} (${place})`,
        properties: rule.hasError
          ? { enabled: 'false' }
          : {
              enabled: String(rule.isEnabled),
              ...(isAboutLost
                ? {}
                : {
                    ...part(mailbox, lens, 'conditions', conditions),
                    ...part(mailbox, lens, 'exceptions', exceptions),
                    ...part(mailbox, lens, 'actions', actions),
                  }),
            },
        isOptional: rule.hasError || isAboutLost,
      };
    });
};

/** Which rule comes before which, among those that both sides have. */
export const withOrder = (expected: Fact[], actual: Fact[]): void => {
  const rank = (facts: Fact[], others: Fact[]): void => {
    const names = new Set(others.filter(isRule).map(({ name }) => name.toLowerCase()));
    const common = facts.filter((fact) => isRule(fact) && names.has(fact.name.toLowerCase()));
    common.forEach((fact, at) => {
      fact.properties['place in the order'] = String(at + 1);
    });
  };
  rank(expected, actual);
  rank(actual, expected);
};
const isRule = ({ setting }: Fact): boolean => setting === 'inbox rule';
