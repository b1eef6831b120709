import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commands, findCommand, manifestCommands } from '../../../src/bot/commands/index.ts';
import { parse, verbNames } from '../../../src/bot/grammar.ts';
import { permit } from '../../../src/bot/permissions.ts';

const is = (text: string, command: string, args: Record<string, string> = {}) =>
  expect(parse(text), text).toEqual({ kind: 'command', command, args });

test('every verb of the list is understood with its arguments', () => {
  is('help', 'help');
  is('help users import', 'help', { topic: 'users import' });
  is('project new Wave one', 'project new', { name: 'Wave one' });
  is('project new "Wave one" from "Contoso (sandbox)" to Fabrikam', 'project new', {
    name: 'Wave one',
    source: 'Contoso (sandbox)',
    destination: 'Fabrikam',
  });
  is('project', 'project');
  is('project "Wave one"', 'project', { name: 'Wave one' });
  is('project connect "Contoso (sandbox)" to "Fabrikam (sandbox)"', 'project connect', {
    source: 'Contoso (sandbox)',
    destination: 'Fabrikam (sandbox)',
  });
  is('endpoint', 'endpoint');
  is('endpoint add Contoso EU tenant 7f3a client id 9c61', 'endpoint add', {
    name: 'Contoso EU',
    tenant: '7f3a',
    client: '9c61',
  });
  is(
    'endpoint add North region tenant 7f3a client 9c61 region South America type Office 365',
    'endpoint add',
    {
      name: 'North region',
      tenant: '7f3a',
      client: '9c61',
      region: 'South America',
      type: 'Office 365',
    },
  );
  is('endpoint add Old tenant', 'endpoint add', { name: 'Old' });
  is('endpoint add Contoso type IMAP', 'endpoint add', { name: 'Contoso', type: 'IMAP' });
  is('endpoint add Contoso delegated', 'endpoint add', { name: 'Contoso', delegated: 'yes' });
  is('endpoint add Contoso username admin@c.example password Hunter 2 tenant 7f3a', 'endpoint add', {
    name: 'Contoso',
    tenant: '7f3a',
    delegated: 'password',
  });
  is('endpoint region Fabrikam North America', 'endpoint region', {
    name: 'Fabrikam',
    region: 'North America',
  });
  is('endpoint region "Old tenant"', 'endpoint region', { name: 'Old tenant' });
  is('endpoint secret Contoso', 'endpoint secret', { name: 'Contoso' });
  is('users add a@c.example b@f.example', 'users add', { source: 'a@c.example', destination: 'b@f.example' });
  is('users add a@c.example -> b@f.example', 'users add', {
    source: 'a@c.example',
    destination: 'b@f.example',
  });
  is('users add a@c.example,b@f.example', 'users add', { source: 'a@c.example', destination: 'b@f.example' });
  is('users', 'users');
  is('users anna page 2', 'users', { search: 'anna', page: '2' });
  is('users import', 'users import');
  is('users import sample', 'users import', { sample: 'yes' });
  is('users confirm 3', 'users confirm', { list: '3' });
  is('users discard', 'users discard');
  is('users remove a@c.example, b@c.example', 'users remove', { addresses: 'a@c.example b@c.example' });
  is('users remove a@c.example b@c.example count 2', 'users remove', {
    addresses: 'a@c.example b@c.example',
    count: '2',
  });
  is('users anna failed wave pilot page 2', 'users', {
    search: 'anna',
    standing: 'failed',
    wave: 'pilot',
    page: '2',
  });
  is('users excluded', 'users', { standing: 'excluded' });
  is('users csv', 'users csv');
  is('users discover @c.example Shared', 'users discover', { domain: '@c.example', kind: 'shared' });
  is('users map 1 match', 'users map', { source: '1', destination: 'match' });
  is('users edit a@c.example source to b@c.example destination b@f.example', 'users edit', {
    address: 'a@c.example',
    source: 'b@c.example',
    destination: 'b@f.example',
  });
  is('users exclude a@c.example wave-9', 'users exclude', { addresses: 'a@c.example', waves: 'wave-9' });
  is('users include wave-9', 'users include', { waves: 'wave-9' });
  is('change domains c.example to d.example', 'domains change', { from: 'c.example', to: 'd.example' });
  is('domains change from c.example to d.example Source pilot a@c.example confirm 3f9a', 'domains change', {
    from: 'c.example',
    to: 'd.example',
    side: 'source',
    addresses: 'a@c.example',
    waves: 'pilot',
    confirm: '3f9a',
  });
  is('assess', 'assess');
  is('assess wave-1 a@c.example', 'assess', { addresses: 'a@c.example', waves: 'wave-1' });
  is('assessment', 'assessment');
  is('assessment a@c.example', 'assessment', { addresses: 'a@c.example' });
  is('meetings report wave-1', 'meetings report', { waves: 'wave-1' });
  is('meetings', 'meetings report');
  is('notice meetings', 'notice', { moment: 'meetings' });
  is('verify', 'verify');
  is('full a@c.example, b@c.example', 'full', { addresses: 'a@c.example b@c.example' });
  is('trial wave-1', 'trial', { waves: 'wave-1' });
  is('trial into "Mailferry trial"', 'trial', { into: 'Mailferry trial' });
  is('trial remove 12', 'trial remove', { pass: '12' });
  is('prestage older than 90 days', 'prestage', { olderThan: '90 days' });
  is('pre-stage wave-1, wave-2 before 1 March', 'prestage', { waves: 'wave-1 wave-2', olderThan: '1 March' });
  is('full wave-1 a@c.example at Friday 22:00 only 20:00 to 06:00 ready by Monday 6am', 'full', {
    waves: 'wave-1',
    addresses: 'a@c.example',
    at: 'Friday 22:00',
    only: '20:00 to 06:00',
    by: 'Monday 6am',
  });
  is('full last everybody', 'full', { last: 'yes' });
  is('full at tonight at 22:00', 'full', { at: 'tonight at 22:00' });
  is('retry errors', 'retry');
  is('pause 12', 'pause', { pass: '12' });
  is('resume', 'resume');
  is('options', 'options');
  is('options FolderMapping="^Old stuff->Archive" LogSubjects=1', 'options', {
    text: 'FolderMapping="^Old stuff->Archive" LogSubjects=1',
  });
  is('options\nNewestFirst=1\nItemTypes=Mail', 'options', { text: 'NewestFirst=1\nItemTypes=Mail' });
  is('options remove LogSubjects', 'options remove', { name: 'LogSubjects' });
  const one = { name: 'RecipientMapping', value: '@a.example->@b.example' };
  is('options remove RecipientMapping="@a.example->@b.example"', 'options remove', one);
  is('options remove RecipientMapping @a.example->@b.example', 'options remove', one);
  is('mapping', 'mapping');
  is('mapping anna@c.example', 'mapping', { search: 'anna@c.example' });
  is('mapping import\na@c.example,b@d.example', 'mapping import', { text: 'a@c.example,b@d.example' });
  is('mapping remove a@c.example', 'mapping remove', { address: 'a@c.example' });
  is('replies', 'reply test');
  is('x500', 'x500 script');
  is('wave', 'wave');
  is('wave pilot add a@c.example, b@c.example', 'wave', {
    name: 'pilot',
    change: 'add',
    addresses: 'a@c.example b@c.example',
  });
  is('priority 5 a@c.example', 'priority', { level: '5', addresses: 'a@c.example' });
  is('approve 12', 'approve', { pass: '12' });
  is('approve plan 12', 'approve', { pass: '12' });
  is('reject #12 not before Friday', 'reject', { pass: '12', reason: 'not before Friday' });
  is('reject too early', 'reject', { reason: 'too early' });
  is('status', 'status');
  is('errors pass 12', 'errors', { pass: '12' });
  is('stats 12', 'stats', { pass: '12' });
  is('stats mail', 'stats mail');
  is('stats mail pass 12 to anna@f.example', 'stats mail', { pass: '12', to: 'anna@f.example' });
  is('stats mail anna@f.example', 'stats mail', { to: 'anna@f.example' });
  is('sender moves@f.example', 'sender', { address: 'moves@f.example' });
  is('notices', 'notice');
  is('notice before', 'notice', { moment: 'before' });
  is('notice test before to a@f.example', 'notice test', { moment: 'before', address: 'a@f.example' });
  is('notice write after All done\nHello {name},\n\nbye', 'notice write', {
    moment: 'after',
    subject: 'All done',
    body: 'Hello {name},\n\nbye',
  });
  is('notice send before', 'notice send', { moment: 'before' });
  is('notice send before to everybody', 'notice send', { moment: 'before' });
  is('notice send before wave-1, a@c.example again count 40', 'notice send', {
    moment: 'before',
    waves: 'wave-1',
    addresses: 'a@c.example',
    again: 'yes',
    count: '40',
  });
  is('stop 12', 'stop', { pass: '12' });
  is('customer add Contoso EU domain contoso.com', 'customer add', {
    name: 'Contoso EU',
    domain: 'contoso.com',
  });
  is('customers', 'customer');
  is('customer use Contoso EU', 'customer use', { name: 'Contoso EU' });
  is('license', 'licences');
  is('licenses order 40 licences by wire transfer', 'licences order', { number: '40', by: 'wire transfer' });
  is('licences paid order #3', 'licences paid', { order: '3' });
  is('licences apply', 'licences apply');
  is('licences apply wave-1 a@c.example available', 'licences apply', {
    waves: 'wave-1',
    addresses: 'a@c.example',
    available: 'yes',
  });
  is('licences apply to everybody', 'licences apply');
  is('licences take back a@c.example, b@c.example', 'licences free', {
    addresses: 'a@c.example b@c.example',
  });
  is('licences off', 'licences off');
  is('hello', 'hello');
  is('', 'hello');
});

test('capitals, mentions, slashes, typewriters and invisible characters do not matter', () => {
  is('VERIFY', 'verify');
  is('<at>Mailferry</at> Status', 'status');
  is('@Mailferry status', 'status');
  is('/status', 'status');
  is('\u00a0status\u00a0 12 ', 'status', { pass: '12' });
  is('\u200e\u2067status\u2069', 'status');
  is('project new “Wave one”', 'project new', { name: 'Wave one' });
  is('project „Welle eins“', 'project', { name: 'Welle eins' });
  is("project 'Wave one'", 'project', { name: 'Wave one' });
  is("project O'Brien's move", 'project', { name: "O'Brien's move" });
  is('help!', 'help');
  is('status.', 'status');
});

test('other words for the same thing lead to it', () => {
  is('hi', 'hello');
  is('statistics 3', 'stats', { pass: '3' });
  is('new project Wave', 'project new', { name: 'Wave' });
  is('projects', 'project');
  is('import', 'users import');
  is('user add a@c.example b@f.example', 'users add', { source: 'a@c.example', destination: 'b@f.example' });
});

test('a list pasted under the command arrives as it was typed', () => {
  is('users import\r\nsource,destination\r\na@c.example,b@f.example', 'users import', {
    text: 'source,destination\na@c.example,b@f.example',
  });
  is('users import a@c.example,b@f.example', 'users import', { text: 'a@c.example,b@f.example' });
});

test('a near miss is offered with its arguments, nearest first', () => {
  expect(parse('verfy a@c.example')).toEqual({
    kind: 'unknown',
    said: 'verfy a@c.example',
    meant: [{ command: 'verify', args: { addresses: 'a@c.example' } }],
  });
  expect(meant('hepl')[0]).toBe('help');
  expect(meant('stat')).toEqual(['status', 'stats', 'stop']);
  expect(meant('users imprt')).toEqual(['users import', 'users']);
  expect(meant('usrs import')).toContain('users import');
  expect(meant('aprove 12')).toEqual(['approve']);
  expect(meant('what is the weather')).toEqual([]);
  expect(meant('🚢')).toEqual([]);
});

const meant = (text: string): string[] => {
  const said = parse(text);
  return said.kind === 'unknown' ? said.meant.map(({ command }) => command) : [];
};

test('nothing that anybody can type breaks it', () => {
  const word = fc.oneof(
    fc.constantFrom(...verbNames, 'page', 'to', 'tenant', 'older than', 'at', '"', "'", '@', '\n', ','),
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const said = parse(words.join(' '));
      if (said.kind === 'command') findCommand(said.command)?.parse.safeParse(said.args);
    }),
    { numRuns: 10_000 },
  );
  for (const word of [
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty x',
    'valueOf',
    'constructor to page',
  ])
    expect(parse(word).kind).toBe('unknown');
  const started = Date.now();
  parse('x'.repeat(2_000_000));
  parse(`users import\n${'a@c.example,b@f.example\n'.repeat(40_000)}`);
  parse('"'.repeat(100_000));
  parse("' ".repeat(100_000));
  expect(Date.now() - started).toBeLessThan(3_000);
});

test('the grammar knows exactly the commands there are', () => {
  expect([...verbNames].sort()).toEqual(commands.map(({ name }) => name).sort());
  expect(manifestCommands).toHaveLength(12);
});

test('every example of every command is understood as that command', () => {
  for (const command of commands) {
    for (const example of command.examples) {
      const said = parse(example);
      expect(said, example).toMatchObject({ kind: 'command', command: command.name });
      if (said.kind === 'command') expect(command.parse.safeParse(said.args).success, example).toBe(true);
    }
  }
});

test('a role may do what the roles below it may, and a refusal says who may', () => {
  const approve = findCommand('approve')!;
  expect(permit({ role: 'owner' }, approve).ok).toBe(true);
  expect(permit({ role: 'approver' }, approve).ok).toBe(true);
  const refused = permit({ role: 'operator' }, approve);
  expect(refused.ok || refused.refusal).toEqual({
    code: 'role-too-low',
    sentence: 'Your role here is operator, and "approve" needs an approver, who may approve passes.',
    next: 'Ask an approver of this workgroup to do it, or an owner to change your role.',
  });
  expect(permit({ role: 'viewer' }, findCommand('status')!).ok).toBe(true);
});
