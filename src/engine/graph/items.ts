/** Mailbox items as lists: ids, change keys, sizes and search keys. Their content is export-items.ts and import-item.ts. */
import { EngineError, isPassing } from '../errors.ts';
import type { GraphClient } from './client.ts';
import type { Gate } from './governor.ts';
import { withoutVersion } from './redirects.ts';

export interface ListedItem {
  id: string;
  changeKey: string;
  messageClass: string;
  /** Bytes, as Exchange reports them: 95 KB reported were 3.8 MB in one export. */
  size: number;
  created: Date;
  /** PidTagSearchKey: null when not asked for, or when the item has none. */
  searchKey: Buffer | null;
  /** When it arrived (PidTagMessageDeliveryTime): null when not asked for, or when it has no such time. */
  received: Date | null;
  /** What an import keeps of the item besides, as one text; null when not asked for, or when there is nothing. */
  fingerprint: string | null;
  /** An appointment: when it, or the last of its series, is over. Null: not asked for, or it does not say. */
  ends?: Date | null;
}

interface GraphItem {
  id: string;
  changeKey: string;
  type: string;
  size: number;
  createdDateTime: string;
  singleValueExtendedProperties?: { id: string; value: string }[];
  '@removed'?: { reason: string };
}

export interface ItemDeps {
  client: GraphClient;
  mailboxId: string;
  gate: Gate;
}

const fields = 'id,changeKey,type,size,createdDateTime';
const searchKey = 'Binary 0x300B';
const received = 'SystemTime 0x0E06';
const subject = 'String 0x0037';
/** PidLidAppointmentEndWhole, PidLidRecurring, PidLidClipEnd ("[MS-OXPROPS]"), as Graph writes named properties. */
const ofAppointments = (type: string, id: string): string =>
  `${type} {00062002-0000-0000-C000-000000000046} Id ${id}`;
const end = ofAppointments('SystemTime', '0x820E');
const recurring = ofAppointments('Boolean', '0x8223');
const seriesEnd = ofAppointments('SystemTime', '0x8236');
/** Internet message id, received, sent, subject: for the few items that have no search key. */
const fingerprint = ['String 0x1035', received, 'SystemTime 0x0039', subject];
const expand = (ids: string[]): string =>
  `$expand=singleValueExtendedProperties($filter=${ids.map((id) => `id eq '${id}'`).join(' or ')})`;

/** Graph's default page is 10; 250 is used in production by others without trouble. */
const pageSize = 250;

const itemsOf = ({ mailboxId }: ItemDeps, folderId: string): string =>
  `/admin/exchange/mailboxes/${encodeURIComponent(mailboxId)}/folders/${folderId}/items`;

export interface ListOptions {
  createdSince?: Date;
  searchKeys?: boolean;
  received?: boolean;
  newestFirst?: boolean;
  /** Only the first so many. */
  most?: number;
  fingerprints?: boolean;
  /** Of appointments, when they are over. */
  ends?: boolean;
  signal?: AbortSignal;
}

export async function* listItems(
  deps: ItemDeps,
  folderId: string,
  options: ListOptions = {},
): AsyncIterable<ListedItem[]> {
  const expanded = new Set([
    ...(options.searchKeys ? [searchKey] : []),
    ...(options.received ? [received] : []),
    ...(options.fingerprints ? fingerprint : []),
    ...(options.ends ? [end, recurring, seriesEnd] : []),
  ]);
  const query = [
    `$select=${fields}`,
    `$top=${options.most ?? pageSize}`,
    // Oldest first: what arrives while we read goes to the end, and is met there. Newest first, it pushes the
    // others on: some are met twice, and what arrived is in the change feed.
    `$orderby=createdDateTime${options.newestFirst ? ' desc' : ''}`,
    ...(options.createdSince === undefined
      ? []
      : [`$filter=createdDateTime ge ${options.createdSince.toISOString()}`]),
    ...(expanded.size === 0 ? [] : [expand([...expanded])]),
  ].join('&');
  const call = { path: `${itemsOf(deps, folderId)}?${query}`, gate: deps.gate, signal: options.signal };
  for await (const page of deps.client.pages<GraphItem>(call)) {
    yield page.value.map(itemOf);
    if (options.most !== undefined) return;
  }
}

export interface DeltaPage {
  items: ListedItem[];
  removed: string[];
  /** On the last page: what to ask with next time. */
  token: string | null;
}

/** The change feed of one folder. An expired token is an EngineError of kind `sync-lost`: list the folder anew. */
export async function* deltaItems(
  deps: ItemDeps,
  folderId: string,
  token: string | null,
  signal?: AbortSignal,
): AsyncIterable<DeltaPage> {
  const path = token ?? `${itemsOf(deps, folderId)}/delta?$select=${fields}`;
  const call = { path, headers: { Prefer: `odata.maxpagesize=${pageSize}` }, gate: deps.gate, signal };
  for await (const page of deps.client.pages<GraphItem>(call)) {
    const link = page['@odata.deltaLink'];
    yield {
      items: page.value.filter((item) => item['@removed'] === undefined).map(itemOf),
      removed: page.value.filter((item) => item['@removed'] !== undefined).map((item) => item.id),
      token: link === undefined ? null : withoutOrigin(link),
    };
  }
}

/** What the change feed does not carry. All null: it is gone. */
export const detailsOf = async (
  deps: ItemDeps,
  folderId: string,
  itemId: string,
): Promise<Pick<ListedItem, 'searchKey' | 'received'>> => {
  const item = await getItem(deps, folderId, `${itemId}?$select=id&${expand([searchKey, received])}`);
  return item === null
    ? { searchKey: null, received: null }
    : { searchKey: searchKeyIn(item), received: timeIn(item, received) };
};

/** One item's subject: null when it is gone or has none. */
export const subjectOf = async (deps: ItemDeps, folderId: string, itemId: string): Promise<string | null> => {
  const item = await getItem(deps, folderId, `${itemId}?$select=id&${expand([subject])}`);
  return (item && valueIn(item, subject)) ?? null;
};

/** "mailboxItem: delete", into the folder that people can recover it from. False: it was not there any more. */
export const deleteItem = async (deps: ItemDeps, folderId: string, itemId: string): Promise<boolean> => {
  const path = `${itemsOf(deps, folderId)}/${itemId}?disposalType=softDelete`;
  try {
    await deps.client.call({ method: 'DELETE', path, gate: deps.gate });
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not-found') return false;
    throw error;
  }
};

/** May the app delete items? A permission that is not granted is refused before anybody looks for the item. */
export const mayDelete = async (deps: ItemDeps): Promise<boolean> => {
  try {
    await deleteItem(deps, 'inbox', 'AAMkADoesNotExist');
    return true;
  } catch (error) {
    if (!(error instanceof EngineError) || isPassing(error.kind)) throw error;
    return error.kind !== 'forbidden' && error.kind !== 'auth';
  }
};

/** One item's fingerprint: null when it is gone or has nothing to recognise it by. */
export const fingerprintOf = async (
  deps: ItemDeps,
  folderId: string,
  itemId: string,
): Promise<string | null> => {
  const item = await getItem(deps, folderId, `${itemId}?$select=id,type&${expand(fingerprint)}`);
  return item === null ? null : fingerprintIn(item);
};

/** One item's change key now: null when it is not in this folder any more. */
export const changeKeyOf = async (deps: ItemDeps, folderId: string, itemId: string): Promise<string | null> =>
  (await getItem(deps, folderId, `${itemId}?$select=id,changeKey`))?.changeKey ?? null;

const getItem = async (deps: ItemDeps, folderId: string, rest: string): Promise<GraphItem | null> => {
  try {
    return await deps.client.call<GraphItem>({ path: `${itemsOf(deps, folderId)}/${rest}`, gate: deps.gate });
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not-found') return null;
    throw error;
  }
};

const itemOf = (item: GraphItem): ListedItem => ({
  id: item.id,
  changeKey: item.changeKey,
  messageClass: item.type,
  size: item.size,
  created: new Date(item.createdDateTime),
  searchKey: searchKeyIn(item),
  received: timeIn(item, received),
  fingerprint: fingerprintIn(item),
  ends: timeIn(item, valueIn(item, recurring)?.toLowerCase() === 'true' ? seriesEnd : end),
});

/** Ids of extended properties may come back in other letter case. */
const valueIn = (item: GraphItem, id: string): string | undefined =>
  item.singleValueExtendedProperties?.find((property) => property.id.toLowerCase() === id.toLowerCase())
    ?.value;

const searchKeyIn = (item: GraphItem): Buffer | null => {
  const found = valueIn(item, searchKey) ?? '';
  return found === '' ? null : Buffer.from(found, 'base64');
};

const timeIn = (item: GraphItem, id: string): Date | null => {
  const time = new Date(valueIn(item, id) ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? null : time;
};

const fingerprintIn = (item: GraphItem): string | null => {
  const values = fingerprint.map((id) => valueIn(item, id) ?? '');
  return values.every((value) => value === '') ? null : JSON.stringify([item.type, ...values]);
};

/** Kept without the origin, so that a token outlives a change of address. */
const withoutOrigin = (link: string): string => {
  const url = new URL(link);
  return withoutVersion(url.pathname) + url.search;
};
