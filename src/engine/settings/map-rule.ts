/** [pure] What an inbox rule becomes in another mailbox ("messageRulePredicates", "messageRuleActions resource type"). */
import type { InboxRule, Recipient, RuleBody } from '../graph/settings/inbox-rules.ts';
import { isLegacy } from './people.ts';
import type { Note, SettingsWork } from './setting.ts';

export type MappedRule = { body: RuleBody; note?: Note } | { left: Note };

export type RuleMap = Pick<SettingsWork, 'people' | 'folders'>;

/** Those that hold people, in conditions, exceptions and actions. */
const withPeople = ['fromAddresses', 'sentToAddresses'];
const sendingActions = ['forwardTo', 'forwardAsAttachmentTo', 'redirectTo'];
const folderActions = ['moveToFolder', 'copyToFolder'];

export const mapRule = (rule: InboxRule, map: RuleMap): MappedRule => {
  if (rule.isReadOnly) return { left: { cause: 'rule-client-only' } };
  const actions = plain(rule.actions);
  for (const name of folderActions) {
    const folder = actions[name];
    if (folder === undefined) continue;
    const there = map.folders.get(String(folder));
    if (there === undefined) return { left: { cause: rule.hasError ? 'rule-broken' : 'rule-folder' } };
    actions[name] = there;
  }
  const people = mapperOf(map);
  for (const name of sendingActions) {
    if (actions[name] === undefined) continue;
    const to = people.sending(actions[name] as Recipient[]);
    if (to.length > 0) actions[name] = to;
    else delete actions[name];
  }
  const conditions = withMapped(rule.conditions, people);
  const exceptions = withMapped(rule.exceptions, people);
  // Without one of them the rule would do something else.
  if (people.nobody.length > 0)
    return { left: { cause: 'rule-recipient', detail: people.nobody.join(', ') } };
  if (Object.keys(actions).length === 0 && people.selves > 0) return { left: { cause: 'rule-to-itself' } };
  const note = noteOf(rule, map);
  return {
    body: {
      displayName: rule.displayName ?? '',
      // One that Exchange could not carry out shall not begin to by itself.
      isEnabled: rule.isEnabled && !rule.hasError,
      actions,
      ...(Object.keys(conditions).length > 0 ? { conditions } : {}),
      ...(Object.keys(exceptions).length > 0 ? { exceptions } : {}),
    },
    ...(note === undefined ? {} : { note }),
  };
};

/** Mail that the rule sends on, to whom the project does not move. */
const noteOf = (rule: InboxRule, { people: { leadsTo, isGuess, sideOf } }: RuleMap): Note | undefined => {
  if (rule.hasError) return { cause: 'rule-broken-kept' };
  const original = plain(rule.actions);
  const kept = sendingActions
    .flatMap((name) => (original[name] as Recipient[] | undefined) ?? [])
    .map(({ emailAddress }) => emailAddress.address ?? '')
    .filter(
      (address) => (leadsTo(address) === undefined || isGuess(address)) && sideOf(address) !== 'destination',
    );
  const staying = kept.filter((address) => sideOf(address) === 'source');
  if (staying.length > 0) return { cause: 'rule-forwards-back', detail: staying.join(', ') };
  return kept.length > 0 ? { cause: 'rule-forwards-outside', detail: kept.join(', ') } : undefined;
};

const mapperOf = ({ people: { leadsTo, isGuess, isSelf } }: RuleMap) => {
  const nobody: string[] = [];
  let selves = 0;
  const one = ({ emailAddress: { name, address = '' } }: Recipient, isSending = false): Recipient => {
    const said = address ?? '';
    const known = isSending && isGuess(said) ? undefined : leadsTo(said);
    if (known === undefined && isLegacy(said)) nobody.push(name ?? said);
    return { emailAddress: { ...(name ? { name } : {}), address: known ?? said } };
  };
  return {
    nobody,
    all: (recipients: Recipient[]): Recipient[] => recipients.map((recipient) => one(recipient)),
    /** Mail goes to nobody whose address is a guess, and not back to where it arrived. */
    sending: (recipients: Recipient[]): Recipient[] => {
      const mapped = recipients.map((recipient) => one(recipient, true));
      const others = mapped.filter(({ emailAddress }) => !isSelf(emailAddress.address ?? ''));
      selves += mapped.length - others.length;
      return others;
    },
    /** How often mail went to the mailbox itself. */
    get selves(): number {
      return selves;
    },
  };
};

const withMapped = (
  parts: Record<string, unknown> | null | undefined,
  people: ReturnType<typeof mapperOf>,
): Record<string, unknown> => {
  const found = plain(parts);
  for (const name of withPeople)
    if (found[name] !== undefined) found[name] = people.all(found[name] as Recipient[]);
  return found;
};

/** Without what is absent: Graph says null, false or [] for each condition that a rule does not have. */
const plain = (parts: Record<string, unknown> | null | undefined): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(parts ?? {}).filter(
      ([name, value]) =>
        !name.includes('@') &&
        value !== null &&
        value !== false &&
        !(Array.isArray(value) && value.length === 0),
    ),
  );

/**
 * What makes the rule that is there this one. Graph may leave as it is what a change does not say, so whatever the rule
 * does not have any more is said to be empty: [] for a list, null for the rest.
 */
export const changeTo = (body: RuleBody, there: Partial<RuleBody> | undefined): RuleBody => ({
  ...body,
  conditions: emptied(body.conditions, there?.conditions) as Parts,
  exceptions: emptied(body.exceptions, there?.exceptions) as Parts,
  actions: emptied(body.actions, there?.actions) as Parts,
});

type Parts = Record<string, unknown> | null;

const emptied = (wanted: unknown, there: unknown): unknown => {
  if (wanted === undefined) return Array.isArray(there) ? [] : null;
  if (!hasParts(wanted) || !hasParts(there)) return wanted;
  const names = new Set([...Object.keys(wanted), ...Object.keys(plain(there))]);
  return Object.fromEntries([...names].map((name) => [name, emptied(wanted[name], there[name])]));
};

const hasParts = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A rule as it is compared: Exchange keeps some words in capitals, says names as its own directory has them, and
 * answers parts in any order.
 */
export const comparable = (rule: RuleBody): unknown => ({
  displayName: rule.displayName,
  isEnabled: rule.isEnabled,
  conditions: lowered(plain(rule.conditions)),
  exceptions: lowered(plain(rule.exceptions)),
  actions: lowered(plain(rule.actions), folderActions),
});

const lowered = (parts: Record<string, unknown>, exactly: string[] = []): unknown =>
  Object.fromEntries(
    Object.entries(parts).map(([name, value]) => [name, exactly.includes(name) ? value : lower(value)]),
  );

const lower = (value: unknown): unknown => {
  if (typeof value === 'string') return value.toLowerCase();
  if (Array.isArray(value)) return value.map(lower);
  if (typeof value !== 'object' || value === null) return value;
  if ('emailAddress' in value) return (value as Recipient).emailAddress.address?.toLowerCase();
  return lowered(plain(value as Record<string, unknown>));
};
