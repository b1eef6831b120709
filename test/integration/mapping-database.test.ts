/** Pairs, names and seen addresses, on PGlite and on PostgreSQL alike, and the map that a worker makes of them. */
import { expect, test } from 'vitest';
import {
  learnLegacyNames,
  namesIn,
  noteSeenAddresses,
  pairsIn,
  putPairs,
  rememberNames,
  removePairs,
  seenIn,
} from '../../src/db/mapping.ts';
import { createAddressMaps } from '../../src/engine/address-maps.ts';
import { onBothDatabases } from '../fixtures/databases.ts';
import { must, startWorld } from '../fixtures/world.ts';

onBothDatabases((where) => {
  test('who is who is remembered, and a worker that asks again hears of what changed', async () => {
    await using world = await startWorld({
      ...(await where()),
      sandbox: { mailboxes: 2, items: 10 },
      work: false,
    });
    const { db } = world.database;
    const { id } = world.project;
    const [anna] = world.pairs;
    const mapOf = createAddressMaps(db);
    const first = await mapOf(id, []);
    expect(first.smtp(anna!.source.toUpperCase())).toBe(anna!.destination);
    expect(await mapOf(id, [])).toBe(first);

    await learnLegacyNames(db, id, [
      ['/O=Lab/cn=Anna', anna!.source],
      ['/o=lab/cn=ghost', 'ghost@contoso.example'],
      ['/o=lab/cn=nul\0', anna!.source],
      ['/o=lab/cn=half\ud800', anna!.source],
      [`/o=lab/cn=${'long'.repeat(500)}`, anna!.source],
    ]);
    await learnLegacyNames(db, id, new Map([['/o=lab/cn=anna', 'somebody.else@contoso.example']]));
    expect((await namesIn(db, id)).sort((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: '/o=lab/cn=anna', address: anna!.source },
      { name: '/o=lab/cn=ghost', address: 'ghost@contoso.example' },
    ]);
    // The map of a run that is under way knows more by now.
    await mapOf(id, []);
    expect(first.legacy('/o=LAB/cn=anna')).toBe(anna!.destination);

    await rememberNames(db, id, [['/o=lab/cn=ghost', anna!.source]]);
    await mapOf(id, []);
    expect(first.legacy('/o=lab/cn=ghost')).toBe(anna!.destination);

    await putPairs(db, id, [{ source: 'list@contoso.example', destination: 'List@fabrikam.example' }]);
    await putPairs(db, id, [{ source: 'list@contoso.example', destination: 'liste@fabrikam.example' }]);
    const second = await mapOf(id, [{ source: '@contoso.example', destination: '@fabrikam.example' }]);
    expect(second).not.toBe(first);
    expect(second.smtp('list@contoso.example')).toBe('liste@fabrikam.example');
    expect(second.smtp('zoe@contoso.example')).toBe('zoe@fabrikam.example');
    expect(await removePairs(db, id, 'list@contoso.example')).toBe(1);
    expect(await removePairs(db, id)).toBe(0);
    expect(await pairsIn(db, id)).toEqual([]);
  });

  test('how often an address was met adds up over batches and mailboxes', async () => {
    await using world = await startWorld({
      ...(await where()),
      sandbox: { mailboxes: 2, items: 10 },
      work: false,
    });
    const { db } = world.database;
    const { rows } = must(await world.engine.mailboxes.list(world.alex, world.project.id, {}));
    const [one, two] = rows.map(({ id }) => id);
    await noteSeenAddresses(
      db,
      one!,
      new Map([
        ['A@x.example', 2],
        ['a@X.example', 3],
        ['bad\0', 9],
        ['', 1],
      ]),
    );
    await noteSeenAddresses(
      db,
      one!,
      new Map([
        ['a@x.example', 1],
        ['b@x.example', 1],
      ]),
    );
    await noteSeenAddresses(db, two!, new Map([['a@x.example', 10]]));
    await noteSeenAddresses(db, two!, new Map());
    expect(await seenIn(db, world.project.id)).toEqual([
      { address: 'a@x.example', items: 16, mailboxes: 2 },
      { address: 'b@x.example', items: 1, mailboxes: 1 },
    ]);
  });
});
