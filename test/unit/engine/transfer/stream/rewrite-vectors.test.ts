/** Mapping people in streams that others made, against what others make of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Property } from '../../../../../src/engine/transfer/stream/elements.ts';
import { type Identity, readEntryId } from '../../../../../src/engine/transfer/stream/entry-ids.ts';
import { type Message, readItem } from '../../../../../src/engine/transfer/stream/read.ts';
import { rewriteItem } from '../../../../../src/engine/transfer/stream/rewrite.ts';
import { binariesOf } from '../../../../../src/engine/transfer/stream/values.ts';

const vectors = new URL('../../../../../../shared/vectors/fts/', import.meta.url);
const here = existsSync(vectors);
if (!here) console.warn('skipped: the item stream vectors are not on this machine (../shared/vectors)');

const blobOf = (name: string): Buffer => readFileSync(new URL(`${name}.bin`, vectors));
const json = <T>(name: string): T => JSON.parse(readFileSync(new URL(`${name}.json`, vectors), 'utf8')) as T;
const names = (folder: string) =>
  here
    ? readdirSync(new URL(folder, vectors))
        .filter((name) => name.endsWith('.json') && name !== 'mapping.json')
        .map((name) => name.slice(0, -5))
    : [];

const lower = (text: string) => text.toLowerCase();

/** Nobody is mapped unless `targetOf` says so; who was met and learnt is kept. */
const people = (targetOf: (of: 'smtp' | 'ex', said: string) => string | undefined = () => undefined) => {
  const met: Identity[] = [];
  const learnt = new Map<string, string>();
  return {
    map: {
      smtp: (address: string) => targetOf('smtp', address),
      legacy: (name: string) => targetOf('ex', name),
    },
    met: (identity: Identity) => void met.push(identity),
    learnt: (legacy: string, smtp: string) => void learnt.set(lower(legacy), lower(smtp)),
    everyone: met,
    legacyNames: learnt,
  };
};

interface Mapped {
  smtp: string[];
  ex: string[];
  target: { smtp: string };
}
const mapped = here ? json<Mapped[]>('rewrite/mapping') : [];
const ofTheVectors = (of: 'smtp' | 'ex', said: string) =>
  mapped.find((one) => one[of].map(lower).includes(lower(said)))?.target.smtp;

/** The vectors' mapping renames one person, too, which ours does not. */
const renamed = Buffer.from(' (NewCo)', 'utf16le');
/** Theirs calls members of a list by their address where only the other list has a name; ours takes it from there. */
const members = 0x8055;

const saidBy = ({ properties, recipients, attachments }: Message): unknown => ({
  properties: properties.map(saidOf),
  recipients: recipients.map((row) => row.map(saidOf)),
  attachments: attachments.map((one) => [one.properties.map(saidOf), one.embedded && saidBy(one.embedded)]),
});
const saidOf = (property: Property): unknown => {
  const { id, type, name, value } = property;
  if (name !== undefined && 'lid' in name && name.lid === members)
    return binariesOf(property)?.map((entry) => readEntryId(entry)?.identity ?? entry.toString('hex'));
  const bytes = Buffer.from(value);
  const at = bytes.indexOf(renamed);
  const kept = at < 0 ? bytes : Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + renamed.length)]);
  return { id, type, name, value: kept.toString('hex') };
};

describe.skipIf(!here)('people in a stream become who they are at the destination', () => {
  test.for(names('rewrite/'))('%s', (name) => {
    const found = rewriteItem(blobOf(name), people(ofTheVectors));
    expect(saidBy(readItem(found!).message)).toEqual(
      saidBy(readItem(blobOf(`rewrite/${name}.expected`)).message),
    );
  });
});

interface Said {
  slot: string;
  addrtype?: string | null;
  email?: string | null;
  smtp?: string | null;
}

describe.skipIf(!here)('addresses', () => {
  test.for(names(''))('%s: everybody is asked for, and nothing changes where nobody is mapped', (name) => {
    const { addresses } = json<{ addresses: Said[] }>(name);
    const asked = new Set<string>();
    const known = people((_, said) => void asked.add(lower(said)));
    expect(rewriteItem(blobOf(name), known)).toBeNull();
    for (const { addrtype, email, smtp } of addresses) {
      if (addrtype === 'EX' && email) expect(asked).toContain(lower(email));
      if (addrtype === 'SMTP' && email && /^(?!imceaex)[^@\s]+@[^@\s]+$/i.test(email))
        expect(asked).toContain(lower(email));
      if (addrtype === 'EX' && email && smtp) expect(known.legacyNames.get(lower(email))).toBe(lower(smtp));
    }
  });

  test.for(names(''))('%s: mapped to and fro, it is the same again', (name) => {
    const there = people((of, said) => (of === 'smtp' ? `x-${lower(said)}` : undefined));
    const back = people((of, said) => (of === 'smtp' ? lower(said).replace(/^x-/, '') : undefined));
    const blob = blobOf(name);
    const changed = rewriteItem(blob, there);
    if (changed === null) return;
    const identitiesIn = (some: Buffer) => {
      const seen = people();
      rewriteItem(some, seen);
      return seen.everyone.map((one) => ('smtp' in one ? lower(one.smtp) : lower(one.legacy)));
    };
    expect(rewriteItem(changed, back)).not.toBeNull();
    const before = readItem(blob).message;
    const after = readItem(rewriteItem(changed, back)!).message;
    expect(after.properties.map(({ id }) => id)).toEqual(before.properties.map(({ id }) => id));
    expect(after.recipients.length).toBe(before.recipients.length);
    expect(identitiesIn(rewriteItem(changed, back)!).length).toBe(identitiesIn(blob).length);
  });
});
