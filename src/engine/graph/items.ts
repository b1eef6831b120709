/** Mailbox items as lists: ids, change keys, sizes and search keys. Their content is export-items.ts and import-item.ts. */
import { EngineError } from '../errors.ts';
import type { GraphClient } from './client.ts';
import type { Gate } from './governor.ts';

export interface ListedItem {
  id: string;
  changeKey: string;
  messageClass: string;
  /** Bytes, as Exchange reports them: 95 KB reported were 3.8 MB in one export. */
  size: number;
  created: Date;
  /** PidTagSearchKey: null when not asked for, or when the item has none. */
  searchKey: Buffer | null;
  /** What an import keeps of the item besides, as one text; null when not asked for, or when there is nothing. */
  fingerprint: string | null;
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
/** Internet message id, received, sent, subject: for the few items that have no search key. */
const fingerprint = ['String 0x1035', 'SystemTime 0x0E06', 'SystemTime 0x0039', 'String 0x0037'];
const expand = (ids: string[]): string =>
  `$expand=singleValueExtendedProperties($filter=${ids.map((id) => `id eq '${id}'`).join(' or ')})`;

/** Graph's default page is 10; 250 is used in production by others without trouble. */
const pageSize = 250;

const itemsOf = ({ mailboxId }: ItemDeps, folderId: string): string =>
  `/admin/exchange/mailboxes/${encodeURIComponent(mailboxId)}/folders/${folderId}/items`;

export interface ListOptions {
  createdSince?: Date;
  searchKeys?: boolean;
  fingerprints?: boolean;
  signal?: AbortSignal;
}

export async function* listItems(
  deps: ItemDeps,
  folderId: string,
  options: ListOptions = {},
): AsyncIterable<ListedItem[]> {
  const expanded = [...(options.searchKeys ? [searchKey] : []), ...(options.fingerprints ? fingerprint : [])];
  const query = [
    `$select=${fields}`,
    `$top=${pageSize}`,
    // Oldest first: what arrives while we read goes to the end, and is met there.
    '$orderby=createdDateTime',
    ...(options.createdSince === undefined
      ? []
      : [`$filter=createdDateTime ge ${options.createdSince.toISOString()}`]),
    ...(expanded.length === 0 ? [] : [expand(expanded)]),
  ].join('&');
  const call = { path: `${itemsOf(deps, folderId)}?${query}`, gate: deps.gate, signal: options.signal };
  for await (const page of deps.client.pages<GraphItem>(call)) yield page.value.map(itemOf);
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

/** One item's search key: null when it is gone or has none. */
export const searchKeyOf = async (
  deps: ItemDeps,
  folderId: string,
  itemId: string,
): Promise<Buffer | null> => {
  const item = await getItem(deps, folderId, `${itemId}?$select=id&${expand([searchKey])}`);
  return item === null ? null : searchKeyIn(item);
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
  fingerprint: fingerprintIn(item),
});

/** Ids of extended properties may come back in other letter case. */
const searchKeyIn = (item: GraphItem): Buffer | null => {
  const found = item.singleValueExtendedProperties?.find(
    (property) => property.id.toLowerCase() === 'binary 0x300b',
  );
  return found === undefined || found.value === '' ? null : Buffer.from(found.value, 'base64');
};

const fingerprintIn = (item: GraphItem): string | null => {
  const values = fingerprint.map(
    (id) =>
      item.singleValueExtendedProperties?.find((property) => property.id.toLowerCase() === id.toLowerCase())
        ?.value ?? '',
  );
  return values.every((value) => value === '') ? null : JSON.stringify([item.type, ...values]);
};

/** Kept without the origin, so that a token outlives a change of address. */
const withoutOrigin = (link: string): string => {
  const url = new URL(link);
  return url.pathname.replace(/^\/v1\.0/, '') + url.search;
};
