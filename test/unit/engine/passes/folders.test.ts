import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Folder } from '../../../../src/engine/graph/index.ts';
import { walk } from '../../../../src/engine/passes/folders.ts';

const folder = (id: string, parentId: string | null, changes: Partial<Folder> = {}): Folder => ({
  id,
  parentId,
  name: id,
  type: 'IPF.Note',
  wellKnownName: null,
  items: 0,
  kind: 'normal',
  ...changes,
});
const paths = (folders: Folder[]) => walk(folders).map(({ path }) => path);

test('parents come before their children, with their paths', () => {
  expect(
    paths([
      folder('2026', 'Projects'),
      folder('Inbox', null),
      folder('Projects', 'Inbox'),
      folder('Sent', null),
    ]),
  ).toEqual(['Inbox', 'Inbox/Projects', 'Inbox/Projects/2026', 'Sent']);
});

test.for(['hidden', 'search', 'system'] as const)(
  'a %s folder does not move, nor what is below it',
  (kind) => {
    expect(
      paths([
        folder('Inbox', null),
        folder('Own', null, { kind }),
        folder('Below', 'Own'),
        folder('Deep', 'Below'),
      ]),
    ).toEqual(['Inbox']);
  },
);

test('a folder whose parent is not in the list stands at the top: that parent is the root', () => {
  const [top] = walk([folder('Inbox', 'msgfolderroot'), folder('Below', 'Inbox')]);
  expect(top).toMatchObject({ path: 'Inbox', folder: { id: 'Inbox', parentId: null } });
  expect(paths([folder('Inbox', 'msgfolderroot'), folder('Below', 'Inbox')])).toEqual([
    'Inbox',
    'Inbox/Below',
  ]);
});

test('siblings whose names differ only in case are both walked, each with what is below it', () => {
  const folders = [
    folder('1', null, { name: 'Bills' }),
    folder('2', null, { name: 'BILLS' }),
    folder('3', '1', { name: 'old' }),
    folder('4', '2', { name: 'new' }),
  ];
  expect(paths(folders)).toEqual(['Bills', 'Bills/old', 'BILLS', 'BILLS/new']);
});

test('of any tree in any order: each folder of a person’s own once, after its parent, below its parent’s path', () => {
  const tree = fc
    .array(
      fc.record({
        parent: fc.option(fc.nat(), { freq: 3 }),
        kind: fc.constantFrom<Folder['kind'][]>('normal', 'normal', 'normal', 'hidden', 'search', 'system'),
        name: fc.constantFrom('a', 'A', 'b/c', 'ü', ''),
      }),
      { maxLength: 25 },
    )
    .map((nodes) =>
      nodes.map(({ parent, kind, name }, at) =>
        folder(`f${at}`, parent === null || at === 0 ? null : `f${parent % at}`, { kind, name }),
      ),
    )
    .chain((folders) => fc.shuffledSubarray(folders, { minLength: folders.length }));
  fc.assert(
    fc.property(tree, (folders) => {
      const byId = new Map(folders.map((one) => [one.id, one]));
      const isOwn = (one: Folder): boolean =>
        one.kind === 'normal' && (one.parentId === null || isOwn(byId.get(one.parentId)!));
      const walked = walk(folders);
      expect(walked.map((one) => one.folder.id).sort()).toEqual(
        folders
          .filter(isOwn)
          .map(({ id }) => id)
          .sort(),
      );
      const met = new Map<string, string>();
      for (const one of walked) {
        const { id, parentId, name } = one.folder;
        expect(one.path).toBe(parentId === null ? name : `${met.get(parentId)}/${name}`);
        met.set(id, one.path);
      }
    }),
  );
});
