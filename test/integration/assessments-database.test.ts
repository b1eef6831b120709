/** What assessments found, on PGlite and on PostgreSQL alike: of one mailbox no more is read than bears on it. */
import { expect, test } from 'vitest';
import { assessedMailboxes, recordAssessment } from '../../src/db/assessments.ts';
import type { AssessmentFound } from '../../src/engine/assessment/found.ts';
import { onBothDatabases } from '../fixtures/databases.ts';
import { must, startWorld } from '../fixtures/world.ts';

const ready = (mailboxId: string): AssessmentFound => ({
  verdict: 'ready',
  purpose: 'user',
  source: null,
  destination: { mailboxId, folders: 1, items: 0, licences: 1 },
  archive: null,
  hold: null,
  seconds: 1,
  boundBy: 'nothing',
  remarks: [],
});

onBothDatabases((where) => {
  test('of one mailbox the same is said as of all, from those that share its destination alone', async () => {
    await using world = await startWorld({
      ...(await where()),
      sandbox: { mailboxes: 4, items: 8 },
      work: false,
    });
    const { engine, alex, project, pairs } = world;
    const { db } = world.database;
    const [anna, ben, carla, dora] = pairs.map(({ source }) => source);
    for (const [address, mailboxId] of [
      [anna, 'MBX:1'],
      [ben, 'MBX:1'],
      [carla, 'MBX:2'],
    ] as const) {
      const row = (await assessedMailboxes(db, project.id)).find(
        ({ mailbox }) => mailbox.sourceAddress === address,
      );
      await recordAssessment(db, row!.mailbox.id, { found: ready(mailboxId), meetings: null });
    }
    const read = async (address: string) =>
      (await assessedMailboxes(db, project.id, address)).map(({ mailbox }) => mailbox.sourceAddress).sort();
    expect(await read(anna!.toUpperCase())).toEqual([anna, ben].sort());
    expect(await read(carla!)).toEqual([carla]);
    expect(await read(dora!)).toEqual([dora]);

    const one = async (address: string) => engine.assessments.one(alex, project.id, address);
    const all = must(await engine.assessments.report(alex, project.id)).assessments;
    for (const address of [anna, ben, carla])
      expect(must(await one(address!))).toEqual(all.find(({ source }) => source === address));
    expect(must(await one(anna!)).found).toMatchObject({
      verdict: 'cannot move',
      remarks: [{ code: 'same-destination', sentence: expect.stringContaining(ben!) }],
    });
    expect(must(await one(carla!)).found.verdict).toBe('ready');
    expect(await one(dora!)).toMatchObject({ ok: false, refusal: { code: 'not-ready' } });
    expect(await one('nobody@contoso.example')).toMatchObject({ ok: false, refusal: { code: 'not-found' } });

    // Who is excluded fills no mailbox.
    must(await engine.exclude(alex, project.id, { addresses: [ben!] }, true));
    expect(must(await one(anna!)).found.verdict).toBe('ready');
  });
});
