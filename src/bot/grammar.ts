/**
 * What people type, as a command with named arguments. Case, quotes of any typewriter, non-breaking spaces,
 * a leading mention or slash do not matter. Nothing is checked here: each command's own `parse` does that,
 * for typed and clicked arguments alike. [pure]
 */
import { nearest } from '../engine/nearest.ts';
import { storable } from './storable.ts';

export type Said =
  | { kind: 'command'; command: string; args: Record<string, string> }
  /** Nothing we know; `meant` are near misses, nearest first, ready to be run. */
  | { kind: 'unknown'; said: string; meant: { command: string; args: Record<string, string> }[] };

/**
 * Valid lines, one a row:
 *
 *   help                                   help users import
 *   project new Wave one                   project new "Wave one" from Contoso to Fabrikam
 *   project                                project "Wave one"
 *   project connect Contoso to Fabrikam
 *   project zone Europe/Berlin             project locale de-DE
 *   endpoint                               endpoint add Contoso tenant <id> client <id>
 *   endpoint secret Contoso                endpoint test Contoso
 *   endpoint rename Contoso to Old tenant  endpoint remove Old tenant
 *   endpoint guide                         endpoint guide destination
 *   endpoint add Contoso tenant <id> client <id> region Europe
 *   endpoint region Contoso Europe         endpoint region "Old tenant" North America
 *   users                                  users anna page 2
 *   users failed wave pilot                users csv
 *   users discover                         users discover @contoso.com shared
 *   users add anna@contoso.com anna@fabrikam.com
 *   users import                           users import sample
 *   users import⏎source,destination⏎anna@contoso.com,anna@fabrikam.com
 *   users map 1 match                      users map 1 fabrikam.com
 *   users confirm                          users discard 3
 *   users remove anna@contoso.com          users edit anna@contoso.com destination ab@fabrikam.com
 *   users exclude anna@contoso.com         users include wave-9
 *   domains change contoso.com to contoso.onmicrosoft.com source
 *   assess                                 assess wave-1
 *   assessment                             assessment anna@contoso.com
 *   meetings report                        meetings report wave-1
 *   verify                                 verify anna@contoso.com, ben@contoso.com
 *   trial                                  trial anna@contoso.com into "Mailferry trial"
 *   trial remove 12
 *   prestage older than 90 days            prestage wave-1 before 1 March
 *   full                                   full anna@contoso.com
 *   full wave-1 at Friday 22:00            full last only 20:00 to 06:00 ready by Monday 6am
 *   retry                                  retry wave-1
 *   approve 12                             approve 12 count 40
 *   reject 12 not before Friday            undo 12
 *   status                                 status 12
 *   status mine                            status anna@contoso.com
 *   errors                                 stats 12
 *   why anna@contoso.com                   settings anna@contoso.com
 *   permissions script
 *   pause 12                               resume 12
 *   options                                options FolderFilter="^Old$" LogSubjects=1
 *   options remove FolderFilter            options remove FolderMapping="^Old->New"
 *   mapping                                mapping anna@contoso.onmicrosoft.com
 *   mapping import⏎source,destination⏎sales@contoso.com,vertrieb@fabrikam.com
 *   mapping confirm                        mapping remove sales@contoso.com
 *   reply test                             x500 script
 *   wave                                   wave pilot add anna@contoso.com
 *   wave pilot remove anna@contoso.com     priority 5 anna@contoso.com
 *   stop 12                                hello
 *   notify                                 notify failures off
 *   notify only trouble                    notify quiet 20:00 to 07:00
 *   digest daily 08:30                     digest off
 *   people                                 role Sam approver
 *   role newcomers operator                self-approval off
 *   approvers 2                            approval trial off
 *   approval expires 3 days
 *   sharing off
 *   audit                                  audit page 2
 *   customer                               customer add Contoso domain contoso.com
 *   customer use Contoso
 *   licences                               licences order 40 by card
 *   licences paid 3                        licences cancel 3
 *   licences apply                         licences apply wave-1 anna@contoso.com available
 *   licences free anna@contoso.com         licences take back anna@contoso.com
 *   licences on                            licences off
 *   sender moves@fabrikam.com              stats mail 12 to anna@fabrikam.com
 *   notice                                 notice before
 *   notice write before Your mailbox moves⏎Hello {name}, …
 *   notice test before anna@fabrikam.com   notice send before wave-1 count 40
 *
 * @example parse('“Verify”  anna@contoso.com') -> { command: 'verify', args: { addresses: 'anna@contoso.com' } }
 */
export const parse = (text: string): Said => {
  const { line, pasted } = normalised(text);
  const words = split(line);
  if (words.length === 0 && pasted === '') return { kind: 'command', command: 'hello', args: {} };
  const known = asCommand(words, pasted, line);
  const slip = known === undefined ? undefined : slipInSecondWord(known.command, words, pasted);
  if (known !== undefined && slip !== undefined) return { kind: 'unknown', said: line, meant: [slip, known] };
  if (known !== undefined) return { kind: 'command', ...known };
  return { kind: 'unknown', said: line, meant: nearMisses(words, pasted) };
};

type Words = string[];
/** `rest` is what follows the verb as it was typed, quotes and all. */
type Arguments = (words: Words, pasted: string, rest: string) => Record<string, string>;

const none: Arguments = () => ({});
const all =
  (name: string): Arguments =>
  (words) =>
    defined({ [name]: words.join(' ') });
/** The number of a pass, said as 12, #12, "pass 12" or "plan 12". */
const aPass: Arguments = (words) => defined({ pass: withoutNoun(words).join(' ').replace(/^#/, '') });

/** The number of an order, said as 3, #3 or "order 3". */
const anOrder = (words: Words): Record<string, string> =>
  defined({ order: without(words, 'order').join(' ').replace(/^#/, '') });

/** Every verb and how its words become arguments. The longest verb that fits wins. */
const verbs: Record<string, Arguments> = {
  help: all('topic'),
  hello: none,
  'project new': (words) => fromTo(words, 'name'),
  'project connect': (words) => fromTo(['from', ...without(words, 'from')], 'project'),
  'project zone': all('zone'),
  'project locale': all('locale'),
  project: all('name'),
  'endpoint add': (words) => anEndpoint(words),
  'endpoint secret': all('name'),
  'endpoint test': all('name'),
  'endpoint remove': all('name'),
  'endpoint region': ([name = '', ...region]) => defined({ name, region: region.join(' ') }),
  'endpoint rename': (words) => {
    const to = words.map((word) => word.toLowerCase()).lastIndexOf('to');
    return to < 0
      ? defined({ name: words.join(' ') })
      : defined({ name: words.slice(0, to).join(' '), to: words.slice(to + 1).join(' ') });
  },
  'endpoint guide': all('side'),
  endpoint: none,
  'users add': (words) => {
    const [source = '', destination = ''] = without(words, 'to', '->', '→', ',').flatMap(pieces);
    return defined({ source, destination });
  },
  'users import': (words, pasted) => {
    const [first = '', ...more] = words;
    if (first.toLowerCase() === 'sample' && more.length === 0 && pasted === '') return { sample: 'yes' };
    return defined({ text: [words.join(' '), pasted].filter((part) => part !== '').join('\n') });
  },
  'users discover': (words) => ({
    ...defined({ domain: words.find((word) => word.startsWith('@')) ?? '' }),
    ...defined({
      kind: words
        .filter((word) => !word.startsWith('@'))
        .join(' ')
        .toLowerCase(),
    }),
  }),
  'users map': ([source = '', destination = '']) => defined({ source, destination }),
  'users confirm': all('list'),
  'users discard': all('list'),
  'users remove': (words, pasted) => {
    const { who = '', count = '' } = labelled(words, 'who', ['count']);
    return { ...addressesIn(who.split(/\s+/), pasted), ...defined({ count }) };
  },
  'users edit': (words) => labelled(without(words, 'to'), 'address', ['source', 'destination']),
  'users exclude': (words, pasted) => whoIn(words, pasted),
  'users include': (words, pasted) => whoIn(words, pasted),
  'users csv': none,
  'domains change': (words, pasted) => {
    const [from = '', to = '', ...rest] = without(words, 'from', 'to', '->', '→');
    const confirm = rest.map((word) => word.toLowerCase()).indexOf('confirm');
    const said = confirm < 0 ? rest : rest.slice(0, confirm);
    const isSide = (word: string): boolean => /^(?:source|destination)$/i.test(word);
    return {
      ...defined({ from, to, side: said.find(isSide)?.toLowerCase() ?? '' }),
      ...defined({ confirm: confirm < 0 ? '' : (rest[confirm + 1] ?? '') }),
      ...whoIn(
        said.filter((word) => !isSide(word)),
        pasted,
      ),
    };
  },
  users: (words) => {
    const said: Record<string, string> = {};
    const search: Words = [];
    for (let at = 0; at < words.length; at++) {
      const [word = '', next] = words.slice(at, at + 2);
      const name = word.toLowerCase();
      if ((name === 'page' || name === 'wave') && next !== undefined && said[name] === undefined) {
        said[name] = next;
        at++;
      } else if (isStanding(name) && said.standing === undefined) said.standing = name;
      else search.push(word);
    }
    return defined({ search: search.join(' '), ...said });
  },
  assess: (words, pasted, rest) => aPassOf(words, pasted, rest),
  assessment: (words, pasted) => whoIn(words, pasted),
  'meetings report': (words, pasted) => whoIn(words, pasted),
  verify: (words, pasted, rest) => aPassOf(words, pasted, rest),
  'trial remove': aPass,
  trial: (words, pasted, rest) => aPassOf(words, pasted, rest),
  prestage: (words, pasted, rest) => aPassOf(words, pasted, rest),
  full: (words, pasted, rest) => aPassOf(words, pasted, rest),
  retry: (words, pasted, rest) => aPassOf(words, pasted, rest),
  approve: (words) => {
    const at = words.map((word) => word.toLowerCase()).lastIndexOf('count');
    return at < 0
      ? aPass(words, '', '')
      : defined({ ...aPass(words.slice(0, at), '', ''), count: words.slice(at + 1).join(' ') });
  },
  undo: aPass,
  reject: (words) => {
    const [first = '', ...reason] = withoutNoun(words);
    return /^#?\d+$/.test(first)
      ? defined({ pass: first.replace(/^#/, ''), reason: reason.join(' ') })
      : defined({ reason: words.join(' ') });
  },
  status: (words, pasted, rest) => {
    const [word = ''] = words;
    if (/^(mine|me|my)$/i.test(word)) return { mine: 'yes' };
    return word.includes('@') ? { address: word } : aPass(words, pasted, rest);
  },
  errors: aPass,
  why: all('address'),
  settings: all('address'),
  'permissions script': none,
  stats: aPass,
  'stats mail': (words) =>
    defined({
      pass: withoutNoun(words.filter((word) => !word.includes('@') && word.toLowerCase() !== 'to'))
        .join(' ')
        .replace(/^#/, ''),
      to: words.filter((word) => word.includes('@')).join(' '),
    }),
  pause: aPass,
  resume: aPass,
  stop: aPass,
  'options remove': (words) => {
    const [, name = '', value = ''] = /^([^\s=]*)[\s=]*(.*)$/s.exec(words.join(' ')) ?? [];
    return defined({ name, value });
  },
  options: (_words, pasted, rest) =>
    defined({ text: [rest, pasted].filter((part) => part !== '').join('\n') }),
  'mapping import': (words, pasted) =>
    defined({ text: [words.join(' '), pasted].filter((part) => part !== '').join('\n') }),
  'mapping confirm': all('list'),
  'mapping discard': all('list'),
  'mapping remove': all('address'),
  mapping: all('search'),
  'reply test': none,
  'x500 script': none,
  wave: (words, pasted) => {
    const [name = '', verb = '', ...rest] = words;
    const { addresses = '' } = addressesIn(rest, pasted);
    return defined({ name, change: verb.toLowerCase(), addresses });
  },
  priority: ([level = '', ...rest], pasted) => defined({ level, ...addressesIn(rest, pasted) }),
  notify: ([topic = '', ...rest]) =>
    defined({ topic: /^milestones$/i.test(topic) ? 'progress' : topic, change: rest.join(' ') }),
  digest: all('change'),
  sender: all('address'),
  notice: all('moment'),
  'notice write': ([moment = '', ...subject], pasted) =>
    defined({ moment, subject: subject.join(' '), body: pasted }),
  'notice test': ([moment = '', ...rest]) => defined({ moment, address: without(rest, 'to').join(' ') }),
  'notice send': ([moment = '', ...rest], pasted) => {
    const again = rest.some((word) => word.toLowerCase() === 'again');
    const { who = '', count = '' } = labelled(without(rest, 'again', 'to'), 'who', ['count']);
    const names = [who, pasted].flatMap((text) => text.split(/[\s,;]+/));
    return defined({ moment, count, ...(again ? { again: 'yes' } : {}), ...namedIn(names) });
  },
  people: none,
  role: (words) => defined({ who: words.slice(0, -1).join(' '), role: words.at(-1) ?? '' }),
  approval: ([topic = '', ...rest]) => defined({ topic, change: rest.join(' ') }),
  approvers: all('number'),
  'self-approval': all('change'),
  sharing: all('change'),
  audit: (words) => defined({ page: without(words, 'page').join(' ') }),
  'customer add': (words) => labelled(words, 'name', ['domain']),
  'customer use': all('name'),
  customer: all('name'),
  'licences order': (words) => {
    const [number = '', ...method] = without(words, 'by', 'licences', 'licence', 'licenses', 'license');
    return defined({ number, by: method.join(' ') });
  },
  'licences paid': (words) => anOrder(words),
  'licences cancel': (words) => anOrder(words),
  'licences apply': (words, pasted) => {
    const who = whoIn(without(words, 'available', 'to'), pasted);
    return words.some((word) => word.toLowerCase() === 'available') ? { ...who, available: 'yes' } : who;
  },
  'licences free': (words, pasted) => addressesIn(without(words, 'back', 'from'), pasted),
  'licences on': none,
  'licences off': none,
  licences: none,
};
export const verbNames: readonly string[] = Object.keys(verbs);

/** Other words for the same thing. No help mentions them; nobody is told off for using them. */
const alsoSaid: Record<string, string> = {
  '?': 'help',
  commands: 'help',
  hi: 'hello',
  hey: 'hello',
  projects: 'project',
  endpoints: 'endpoint',
  user: 'users',
  mailboxes: 'users',
  import: 'users import',
  'endpoint rotate': 'endpoint secret',
  'endpoint delete': 'endpoint remove',
  'new project': 'project new',
  'add endpoint': 'endpoint add',
  'change domains': 'domains change',
  'change domain': 'domains change',
  'domain change': 'domains change',
  'add user': 'users add',
  'add users': 'users add',
  'import users': 'users import',
  discover: 'users discover',
  'discover users': 'users discover',
  statistics: 'stats',
  error: 'errors',
  progress: 'status',
  cancel: 'stop',
  approvals: 'approval',
  policy: 'approval',
  continue: 'resume',
  waves: 'wave',
  mappings: 'mapping',
  addresses: 'mapping',
  'recipient mapping': 'mapping',
  'import mapping': 'mapping import',
  replies: 'reply test',
  'test replies': 'reply test',
  x500: 'x500 script',
  timezone: 'project zone',
  locale: 'project locale',
  mailbox: 'why',
  setting: 'settings',
  permissions: 'permissions script',
  notifications: 'notify',
  notices: 'notice',
  roles: 'people',
  members: 'people',
  log: 'audit',
  customers: 'customer',
  licence: 'licences',
  license: 'licences',
  licenses: 'licences',
  'licences take': 'licences free',
  'licences pay': 'licences paid',
  'licences buy': 'licences order',
  option: 'options',
  'pre-stage': 'prestage',
  assessments: 'assessment',
  meetings: 'meetings report',
  meeting: 'meetings report',
  'meeting report': 'meetings report',
  'verify credentials': 'verify',
  'retry errors': 'retry',
};

/** "constructor" is a word like any other, and no alias. */
const aliasOf = (said: string): string | undefined =>
  Object.hasOwn(alsoSaid, said) ? alsoSaid[said] : undefined;

type Found = { command: string; args: Record<string, string> };

const asCommand = (words: Words, pasted: string, line: string): Found | undefined => {
  for (const length of [2, 1]) {
    const said = words.slice(0, length).join(' ').toLowerCase();
    if (words.length < length) continue;
    const command = aliasOf(said) ?? aliasOf(bare(said)) ?? (Object.hasOwn(verbs, said) ? said : bare(said));
    const take = Object.hasOwn(verbs, command) ? verbs[command] : undefined;
    // "users add" begins with "users": an alias of one word may lead into a verb of two.
    if (take !== undefined) return { command, args: take(words.slice(length), pasted, restOf(line, length)) };
    const [head = '', ...rest] = words;
    const alias = aliasOf(head.toLowerCase());
    if (length === 2 && alias !== undefined && !alias.includes(' ') && alias !== head.toLowerCase()) {
      const inner = asCommand([alias, ...rest], pasted, line);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
};

const restOf = (line: string, words: number): string =>
  line.replace(new RegExp(`^(?:\\S+\\s*){${words}}`), '');

/** "status." and "help!" mean the word. */
const bare = (said: string): string => said.replace(/[.!,;:]+$/, '');

/** "users imprt" is also a search for "imprt"; whoever typed it rather meant the import, so both are offered. */
const slipInSecondWord = (command: string, words: Words, pasted: string): Found | undefined => {
  const [, second = ''] = words;
  // "users excluded" is a filter, not a slip of "users exclude".
  if (command === 'users' && isStanding(second.toLowerCase())) return undefined;
  const siblings = verbNames.flatMap((verb) => {
    const [head, tail = ''] = verb.split(' ');
    return head === command && tail.length > 4 ? [tail] : [];
  });
  const [meant] = second.length < 4 ? [] : nearest(second.toLowerCase(), siblings);
  const verb = `${command} ${meant}`;
  return meant === undefined
    ? undefined
    : { command: verb, args: verbs[verb]?.(words.slice(2), pasted, words.slice(2).join(' ')) ?? {} };
};

const nearMisses = (words: Words, pasted: string): Found[] => {
  const found = [2, 1].flatMap((length) =>
    words.length < length
      ? []
      : nearest(
          words.slice(0, length).join(' ').toLowerCase(),
          verbNames.filter((verb) => verb.split(' ').length === length),
        ).map((verb) => ({
          command: verb,
          args: verbs[verb]?.(words.slice(length), pasted, words.slice(length).join(' ')) ?? {},
        })),
  );
  return found.slice(0, 3);
};

/** Both halves of "the command line" and "what was pasted under it". Invisible direction marks are dropped. */
const normalised = (text: string): { line: string; pasted: string } => {
  const clean = storable(text.slice(0, longestText))
    .replace(/<at>[^<]*<\/at>/gi, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/[“”„‟«»]/g, '"')
    .replace(/[‘’‚‛]/g, "'")
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .trim();
  const end = clean.indexOf('\n');
  const first = (end === -1 ? clean : clean.slice(0, end)).trim();
  return {
    line: first.replace(/^@mailferry\b\s*/i, '').replace(/^\/\s*/, ''),
    pasted: end === -1 ? '' : clean.slice(end + 1),
  };
};
/** More than any chat message; a longer list comes as a file. */
const longestText = 1_000_000;

/** Words, with "quoted words" as one. A quote that is never closed runs to the end of the line. */
const split = (line: string): Words =>
  [...line.matchAll(/"([^"]*)(?:"|$)|(?<=^|\s)'([^']*)'(?=\s|$)|[^\s"]+/g)]
    .map(([whole, double, single]) => (double ?? single ?? whole).trim())
    .filter((word) => word !== '');

const pieces = (word: string): string[] => word.split(/[,;]/).filter((piece) => piece !== '');

const addressesIn = (words: Words, pasted: string): Record<string, string> =>
  defined({ addresses: [...words, ...pasted.split(/\s+/)].flatMap(pieces).join(' ') });

/** How a mailbox may stand: `users failed`. */
const isStanding = (word: string): boolean =>
  /^(?:verified|unverified|failed|excluded|waiting|queued|running|paused|completed|stopped)$/.test(word);

/** Where each part of the sentence begins. What comes before the first is who. */
const labels: Record<string, string> = {
  into: 'into',
  older: 'olderThan',
  before: 'olderThan',
  at: 'at',
  only: 'only',
  by: 'by',
  ready: 'by',
  last: 'last',
};
const fillers: Record<string, string[]> = { olderThan: ['than'], by: ['by'] };

/**
 * `full wave-1 anna@contoso.com at Friday 22:00 only 20:00 to 06:00 by Monday 6am`, `full last`,
 * `prestage older than 90 days`, `trial into "Mailferry trial"`.
 */
const aPassOf: Arguments = (words, pasted) => {
  const said: Record<string, Words> = { who: [] };
  let part = 'who';
  for (const word of words) {
    const label = labels[word.toLowerCase()];
    if (label !== undefined && said[label] === undefined) {
      said[label] = label === 'last' ? ['yes'] : [];
      // "last" stands alone: what follows is again who.
      part = label === 'last' ? 'who' : label;
    } else if (!(fillers[part]?.includes(word.toLowerCase()) && said[part]?.length === 0))
      said[part]?.push(word);
  }
  const { who = [], ...parts } = said;
  return defined({
    ...whoIn(who, pasted),
    ...Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, value.join(' ')])),
  });
};

/** Addresses, and names of waves. Neither: everybody. */
const whoIn = (words: Words, pasted: string): Record<string, string> => {
  const names = [...words, ...pasted.split(/\s+/)].flatMap(pieces);
  const waves = names.filter((name) => !name.includes('@') && !everybody.has(name.toLowerCase()));
  return defined({
    addresses: names.filter((name) => name.includes('@')).join(' '),
    waves: waves.join(' '),
  });
};

const namedIn = (names: Words): Record<string, string> => ({
  addresses: names.filter((name) => name.includes('@')).join(' '),
  waves: names.filter((name) => !name.includes('@') && !everybody.has(name.toLowerCase())).join(' '),
});
const everybody = new Set(['', 'all', 'everybody', 'everyone', 'and', 'wave', 'waves']);

/** `<name> from <source> to <destination>`, in which the name may be missing. */
const fromTo = (words: Words, first: string): Record<string, string> => {
  const { from, to, ...rest } = labelled(words, first, ['from', 'to']);
  // A project may well be called "Move to Fabrikam": only both words together are connections.
  if (from === undefined || to === undefined) {
    return first === 'name'
      ? defined({ name: words.join(' ') })
      : defined({ source: from ?? '', destination: to ?? '' });
  }
  return { ...rest, source: from, destination: to };
};

/** `<first…> label1 <…> label2 <…>`, labels in any order and with or without a colon or "id" behind them. */
const labelled = (words: Words, first: string, labels: string[]): Record<string, string> => {
  const found: Record<string, string[]> = { [first]: [] };
  let current = first;
  for (const word of words) {
    const label = word.toLowerCase().replace(/[:=]$/, '');
    if (labels.includes(label) && found[label] === undefined) {
      current = label;
      found[current] = [];
    } else if (label !== 'id' || current === first) found[current]?.push(word);
  }
  return defined(Object.fromEntries(Object.entries(found).map(([key, said]) => [key, said.join(' ')])));
};

/**
 * `<name> tenant <id> client <id> region <region> type <type> delegated`. A name may hold the word "region", so that is
 * a label only after an id. A user name and a password are taken out here and go nowhere.
 */
const anEndpoint = (words: Words): Record<string, string> => {
  const mode = without(words, 'delegated');
  const labels = ['type', 'username', 'password'];
  const ids = mode.findIndex((word) => /^(?:tenant|client)[:=]?$/i.test(word));
  const named = ids < 0 ? mode : mode.slice(0, ids);
  const { username, password, ...said } = {
    ...(ids < 0 ? {} : labelled(mode.slice(ids), 'name', ['tenant', 'client', 'region', ...labels])),
    ...labelled(named, 'name', labels),
  };
  const delegated = mode.length < words.length ? 'yes' : '';
  return defined({
    ...said,
    delegated: username === undefined && password === undefined ? delegated : 'password',
  });
};

const without = (words: Words, ...noise: string[]): Words =>
  words.filter((word) => !noise.includes(word.toLowerCase()));

const withoutNoun = ([first, ...rest]: Words): Words =>
  first === undefined ? [] : /^(?:pass|plan)$/i.test(first) ? rest : [first, ...rest];

const defined = (args: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== ''));
