/**
 * Can this pair of mailboxes be migrated? Signs in on both sides, finds both mailboxes, reads the folders,
 * counts what is there, exports one item (and throws it away), and opens an import session. Moves nothing.
 *
 * Every check that fails is one sentence with the permission or the click that mends it, and the checks
 * that do not depend on it go on, so that an admin mends everything at once.
 */
import type { Verification } from '../../db/schema.ts';
import { EngineError, isPassing } from '../errors.ts';
import { explain } from '../explanations.ts';
import type { Folder, ListedItem, MailboxClient, Tenant } from '../graph/index.ts';
import type { Signs } from '../transfer/transfer.ts';
import { walk } from './folders.ts';

export interface VerifyRequest {
  source: Tenant;
  destination: Tenant;
  sourceAddress: string;
  destinationAddress: string;
  signal: AbortSignal;
  signs: Signs;
  /** Told of each mailbox that could be opened, to ask it what it waits for. */
  opened: (client: MailboxClient) => void;
}

export type Verified = Verification & { sourceMailboxId: string | null; destinationMailboxId: string | null };

export const verifyMailbox = async (request: VerifyRequest): Promise<Verified> => {
  const report = createReport();
  const source = await openSide(report, 'source', request.source, request.sourceAddress);
  const destination = await openSide(report, 'destination', request.destination, request.destinationAddress);
  for (const client of [source, destination]) if (client !== null) request.opened(client);
  const counted = source === null ? nothing : await count(report, source, request);
  if (source !== null && counted.smallest !== null)
    await exportOne(report, source, counted.smallest, request.signal);
  if (destination !== null) {
    await report.check(
      'MailboxFolder.ReadWrite.All at the destination',
      'reading the destination folders',
      () => destination.folders(request.signal),
    );
    await report.check(
      'MailboxItem.ImportExport.All at the destination',
      'opening an import session at the destination',
      () => destination.openImportSession(),
    );
  }
  return {
    ok: report.problems.length === 0,
    problems: report.problems,
    codes: report.codes,
    folders: counted.folders,
    items: counted.items,
    bytes: counted.bytes,
    sourceMailboxId: source?.id ?? null,
    destinationMailboxId: destination?.id ?? null,
  };
};

const openSide = async (
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
    report.fail(
      `The ${side} tenant has no mailbox ${address}. ${side === 'source' ? 'Check the address, or remove this pair.' : 'Create the user and give it a licence with Exchange, then verify again.'}`,
      error.code ?? 'not-found',
    );
    return null;
  }
};

interface Counted {
  folders: number;
  items: number;
  bytes: number;
  smallest: ListedItem | null;
}
const nothing: Counted = { folders: 0, items: 0, bytes: 0, smallest: null };

/** Folders have no sizes in Graph: the items are listed, 250 a request. */
const count = async (
  report: Report,
  source: MailboxClient,
  { signal, signs }: Pick<VerifyRequest, 'signal' | 'signs'>,
): Promise<Counted> => {
  const folders = await report.check(
    'MailboxFolder.Read.All at the source',
    'reading the source folders',
    () => source.folders(signal),
  );
  if (folders === null) return nothing;
  const counted = await report.check('MailboxItem.Read.All at the source', 'listing the source items', () =>
    countItems(
      source,
      walk(folders).map(({ folder }) => folder),
      { signal, signs },
    ),
  );
  return counted ?? nothing;
};

const countItems = async (
  source: MailboxClient,
  folders: Folder[],
  { signal, signs }: Pick<VerifyRequest, 'signal' | 'signs'>,
): Promise<Counted> => {
  const counted: Counted = { ...nothing, folders: folders.length };
  for (const folder of folders) {
    signs.doing = 'counting the items of each folder';
    for await (const page of source.items(folder.id, { signal })) {
      signs.aliveAt = performance.now();
      for (const item of page) {
        counted.items++;
        counted.bytes += item.size;
        if (counted.smallest === null || item.size < counted.smallest.size) counted.smallest = item;
      }
    }
  }
  return counted;
};

/** An item that cannot be exported is that item's trouble; a permission that is missing is everybody's. */
const exportOne = async (
  report: Report,
  source: MailboxClient,
  item: ListedItem,
  signal: AbortSignal,
): Promise<void> => {
  using _exported = await report.check(
    'MailboxItem.Export.All at the source',
    'exporting one item from the source',
    () => source.exportItems([item.id], signal),
  );
};

type Report = ReturnType<typeof createReport>;

const createReport = () => {
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
