/** How the source's settings look from the destination: whom people become there, and which folder is which. */
import type { Folder, Mailbox, Tenant } from '../store.ts';

export interface Lens {
  /** Who has this address at the destination; the same address for people of neither tenant. */
  person(address: string): string;
  /** Somebody of the source's tenant who is nobody at the destination. */
  isLost(address: string): boolean;
  /** What becomes of this address was said of it alone. */
  isNamed(address: string): boolean;
  /** Somebody of neither tenant. */
  isOutside(address: string): boolean;
}

/** "@contoso.example" -> "@fabrikam.example" maps whoever is not named alone. */
export type Addresses = Record<string, string>;

export const lensOf = (source: Tenant, destination: Tenant, addresses: Addresses): Lens => {
  const map = new Map(Object.entries(addresses).map(([from, to]) => [from.toLowerCase(), to.toLowerCase()]));
  const mapped = (address: string): string | undefined => {
    const lower = address.toLowerCase();
    const domain = lower.slice(lower.indexOf('@'));
    const target = map.get(domain);
    return map.get(lower) ?? (target === undefined ? undefined : `${lower.split('@')[0]}${target}`);
  };
  const isThere = (address: string): boolean =>
    destination.users.get(address)?.mailbox !== undefined ||
    destination.groups.some(({ mail }) => mail === address);
  const isOfSource = (address: string): boolean =>
    source.users.has(address.toLowerCase()) || address.toLowerCase().endsWith(`@${source.domain}`);
  return {
    person: (address) => mapped(address) ?? address.toLowerCase(),
    isLost: (address) => {
      const to = mapped(address);
      return to === undefined ? isOfSource(address) : !isThere(to);
    },
    isNamed: (address) => map.has(address.toLowerCase()),
    isOutside: (address) => mapped(address) === undefined && !isOfSource(address),
  };
};

/** The destination's own settings, seen as they are. */
export const plainLens: Lens = {
  person: (address) => address.toLowerCase(),
  isLost: () => false,
  isNamed: () => true,
  isOutside: () => false,
};

/** The same for the same folder in both mailboxes, whatever their languages: "inbox", "/projects/2024". */
export const placeOf = (folder: Folder): string =>
  folder.parent === null
    ? ''
    : (folder.wellKnownName ?? `${placeOf(folder.parent)}/${folder.name.toLowerCase()}`);

export const placeOfId = ({ folders }: Mailbox, id: unknown): string => {
  const folder = folders.get(String(id));
  return folder === undefined ? 'a folder that does not exist' : placeOf(folder);
};
