/** A list of which somebody says what its columns mean: the source's, and the destination's or a rule for it. */
import type { Db } from '../db/open.ts';
import type { UnmappedList } from '../db/schema.ts';
import { addressFault, isGuestName } from './addresses.ts';
import { openSide, readPeople } from './directory-reading.ts';
import { listOf } from './discovery.ts';
import type { createEndpoints } from './endpoints.ts';
import type { DirectoryUser } from './graph/index.ts';
import { type ImportPreview, keepList, type ListToKeep, waiting } from './imports.ts';
import { mapList } from './mailbox-list.ts';
import { match } from './matching.ts';
import type { ProjectSummary, Projects } from './projects.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Actor } from './workgroups.ts';

/** `matched`: found at the destination by address or name; `domain`: the same name before another @. */
export type DestinationRule = { column: number } | { domain: string } | 'matched';

export interface Mapping {
  source: number;
  destination: DestinationRule;
}

interface Deps {
  db: Db;
  endpoints: Pick<ReturnType<typeof createEndpoints>, 'open'>;
  projects: Projects;
}

/** Makes a list that waits for its yes; the file stays as it was, so that another choice can be made. */
export const createColumnMapping =
  (deps: Deps) =>
  async (actor: Actor, importId: number, mapping: Mapping): Promise<Result<ImportPreview>> => {
    const found = await deps.db.transaction((tx) => waiting(tx, actor, importId));
    if (!found.ok) return found;
    const { rows: list, projectId, fileName } = found.value;
    if (Array.isArray(list) || 'pairs' in list)
      return refuse(
        'invalid',
        'The columns of this list are known already.',
        'Say "users confirm" to add its mailboxes.',
      );
    const project = await deps.projects.get(actor, projectId);
    if (!project.ok) return project;
    const checked = check(list, mapping);
    if (!checked.ok) return checked;
    const made = await listFrom(deps, project.value, list, mapping);
    return made.ok ? ok(await keepList(deps.db, actor, projectId, { fileName, ...made.value })) : made;
  };

const check = ({ columns }: UnmappedList, { source, destination }: Mapping): Result<null> => {
  const there = (at: number): boolean => columns[at] !== undefined;
  if (
    !there(source) ||
    (typeof destination === 'object' && 'column' in destination && !there(destination.column))
  )
    return refuse('invalid', 'The list has no such column.', 'Choose the columns on its card.');
  if (typeof destination === 'object' && 'column' in destination && destination.column === source)
    return refuse(
      'invalid',
      'Source and destination are the same column, so nothing would move.',
      'Choose another column, or a rule, for the destination.',
    );
  if (typeof destination === 'object' && 'domain' in destination) {
    const fault = addressFault(`name@${destination.domain}`);
    if (fault !== null)
      return refuse(
        'invalid',
        `"${destination.domain.slice(0, 60)}" is no domain: ${fault.problem}.`,
        'Write the whole domain, such as fabrikam.com.',
      );
  }
  return ok(null);
};

const listFrom = async (
  deps: Deps,
  project: ProjectSummary,
  everybody: UnmappedList,
  { source, destination }: Mapping,
): Promise<Result<Omit<ListToKeep, 'fileName'>>> => {
  const isGuest = ({ cells }: { cells: string[] }) => isGuestName(cells[source] ?? '');
  const list = { ...everybody, rows: everybody.rows.filter((row) => !isGuest(row)) };
  const guests = everybody.rows.filter(isGuest).map(({ cells }) => ({
    address: cells[source] ?? '',
    why: 'A guest of another organisation, whose mail lies there.',
  }));
  if (destination === 'matched') return matched(deps, project, list, source, guests);
  const made =
    'column' in destination
      ? mapList(
          list,
          source,
          (cells) => cells[destination.column] ?? '',
          list.columns[destination.column] ?? '',
        )
      : mapList(
          list,
          source,
          (cells) => (cells[source] ?? '').replace(/@[^@]*$/, `@${destination.domain}`),
          'destination',
        );
  return ok({ ...made, leftOut: guests, readAs: list.readAs });
};

const matched = async (
  { endpoints }: Deps,
  project: ProjectSummary,
  list: UnmappedList,
  source: number,
  guests: ListToKeep['leftOut'] = [],
): Promise<Result<Omit<ListToKeep, 'fileName'>>> => {
  const side = await openSide(endpoints, project, 'destination');
  if (!side.ok) return side;
  const there = await readPeople(side.value);
  if (!there.ok) return there;
  // Judged first, so that what is no address is told with its line.
  const { rows, faults } = mapList(list, source, (cells) => cells[source] ?? '', 'destination');
  const named = new Map(list.rows.map(({ cells, name }) => [cells[source] ?? '', name ?? '']));
  const lines = new Map(rows.map(({ source: address, line }) => [address, line]));
  const people = rows.map(
    ({ source: address }): DirectoryUser => ({
      id: address,
      displayName: named.get(address) ?? '',
      userPrincipalName: address,
      mail: null,
      isGuest: false,
      addresses: [],
    }),
  );
  const found = listOf(
    match(
      people,
      there.value.filter(({ isGuest }) => !isGuest),
    ),
    side.value.name,
  );
  return ok({
    rows: found.rows.map((row) => ({ ...row, line: lines.get(row.source) ?? 1 })),
    faults: faults.filter(({ column }) => column === 1),
    leftOut: [...found.leftOut, ...guests],
    readAs: list.readAs,
  });
};
