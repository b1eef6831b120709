/** What the clients of a mailbox's settings share: they are below a person's path, and on the mailbox's budget. */
import type { GraphCall, GraphClient } from '../client.ts';
import type { Gate } from '../governor.ts';

export interface SettingsDeps {
  client: GraphClient;
  /** A user principal name, or an id. */
  user: string;
  gate: Gate;
  signal?: AbortSignal | undefined;
}

export interface UserCalls {
  read<T>(path: string): Promise<T>;
  list<T>(path: string): Promise<T[]>;
  /** Not repeated after a lost answer: it may have been done. */
  create<T>(path: string, body: unknown): Promise<T>;
  change<T>(path: string, body: unknown): Promise<T>;
  call<T>(call: GraphCall): Promise<T>;
}

/** Paths begin below /users/{user}. */
export const callsOf = ({ client, user, gate, signal }: SettingsDeps): UserCalls => {
  const base = `/users/${encodeURIComponent(user)}`;
  const call = <T>(one: GraphCall): Promise<T> =>
    client.call<T>({ ...one, path: `${base}${one.path}`, gate, signal, renews: true });
  return {
    call,
    read: (path) => call({ path }),
    list: async <T>(path: string) => {
      const found: T[] = [];
      for await (const page of client.pages<T>({ path: `${base}${path}`, gate, signal, renews: true }))
        found.push(...page.value);
      return found;
    },
    create: (path, body) => call({ path, body, once: true }),
    change: (path, body) => call({ method: 'PATCH', path, body }),
  };
};
