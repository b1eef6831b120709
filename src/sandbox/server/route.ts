/** What a route is, and what its handler is given. */
import type { Answer } from './answer.ts';
import type { RequestKind } from './faults.ts';
import type { Query } from './odata.ts';
import type { Mailbox, Tenant } from './store.ts';

export interface Asked {
  tenant: Tenant;
  /** Only where the path names one. */
  mailbox: Mailbox;
  /** What stood in the path's places, decoded. */
  params: Record<string, string>;
  query: Query;
  /** As a client must call it: for next and delta links. */
  url: URL;
  headers: Record<string, string | undefined>;
  body: Buffer;
}

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** "/v1.0/users/{id}" */
  path: string;
  kind?: RequestKind;
  /** Query options it knows. */
  options: readonly string[];
  /** Any one of these permissions is enough. */
  roles: readonly string[];
  /** Changes the mailbox, or does so with this body. */
  writes?: boolean | ((body: Buffer) => boolean);
  /** Reaches into the mailbox of the user whom the path names. */
  ofUser?: boolean;
  /** For whom its token must be; Graph where it is not said. */
  audience?: string;
  /** Of the body; JSON where it is not said. */
  contentType?: string;
  handle(asked: Asked): Answer;
}
