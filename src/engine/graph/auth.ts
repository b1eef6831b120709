/**
 * Tokens, by msal-node. It insists on an https authority, so its network client replaces the origin by
 * LOGIN_URL; the same client sets the time-outs. Tokens are cached by msal until shortly before they end.
 */
import {
  ClientAuthError,
  ConfidentialClientApplication,
  type INetworkModule,
  InteractionRequiredAuthError,
  type NetworkRequestOptions,
  type NetworkResponse,
  ServerError,
} from '@azure/msal-node';
import { EngineError } from '../errors.ts';
import { explainSignIn, passingSignIn } from './aadsts.ts';
import type { Hosts } from './hosts.ts';

export type Credentials = { tenantId: string; clientId: string } & Proof;

/** Hex SHA-256 of the certificate, and PEM. */
type Proof =
  | { secret: string }
  | { certificate: { thumbprintSha256: string; privateKey: string; x5c: string } };

export interface Auth {
  /** An access token for Graph, or for the resource it was made for. `fresh` asks Microsoft even if one is cached. EngineError `auth` with an AADSTS code. */
  token(fresh?: boolean): Promise<string>;
  /** Asks for a new one, in which what was granted meanwhile is; false: the one we have is a few seconds old. */
  renew(): Promise<boolean>;
}

export const createAuth = (
  { tenantId, clientId, ...proof }: Credentials,
  hosts: Hosts,
  resource = 'https://graph.microsoft.com',
): Auth => {
  const app = new ConfidentialClientApplication({
    auth: {
      clientId,
      authority: `https://login.microsoftonline.com/${tenantId}`,
      ...('secret' in proof ? { clientSecret: proof.secret } : { clientCertificate: proof.certificate }),
    },
    system: { networkClient: networkClientFor(hosts) },
  });
  // msal keeps tokens as well, but looking one up costs it half a millisecond, and every export asks.
  let kept: { token: string; until: number; since: number } | undefined;
  const auth: Auth = {
    token: async (fresh = false) => {
      if (!fresh && kept !== undefined && Date.now() < kept.until) return kept.token;
      try {
        const result = await app.acquireTokenByClientCredential({
          scopes: [`${resource}/.default`],
          skipCache: fresh,
        });
        if (!result?.accessToken) throw new EngineError('transient', 'signing in: no token came back');
        const ends = result.expiresOn?.getTime() ?? 0;
        kept = { token: result.accessToken, until: ends - marginMs, since: performance.now() };
        return kept.token;
      } catch (error) {
        throw signInError(error);
      }
    },
    renew: async () => {
      if (kept !== undefined && performance.now() - kept.since < youngMs) return false;
      await auth.token(true);
      return true;
    },
  };
  return auth;
};

/** Where a permission is missing for good, everything that needs it would ask again. */
const youngMs = 10_000;

/** msal asks for a new one that long before the end, so that no request carries a token that ends on its way. */
const marginMs = 5 * 60_000;

const signInError = (error: unknown): EngineError => {
  if (error instanceof EngineError) return error;
  // Missing consent, and a wish for a second factor, have a class of their own, which knows no status.
  if (error instanceof InteractionRequiredAuthError) return refusedBy(error.errorNo);
  if (error instanceof ServerError) {
    // A busy sign-in service says so by its status; asked again within a minute, msal repeats that without asking.
    const isBusy = error.status === 429 || (error.status ?? 0) >= 500 || error.errorNo === undefined;
    if (isBusy)
      return new EngineError('throttled', 'signing in', {
        cause: error,
        code: 'sign-in-busy',
        retryAfterMs: 60_000,
      });
    return refusedBy(error.errorNo);
  }
  // A wrong tenant fails earlier, when msal looks the tenant's endpoints up.
  if (error instanceof ClientAuthError && /endpoints_resolution|openid_config/.test(error.errorCode)) {
    return new EngineError('auth', `signing in: ${explainSignIn('AADSTS90002').sentence}`, {
      code: 'AADSTS90002',
    });
  }
  return new EngineError('transient', 'signing in', { cause: error });
};

const refusedBy = (number: string | undefined): EngineError => {
  const code = `AADSTS${number ?? ''}`;
  const { sentence } = explainSignIn(code);
  return new EngineError(passingSignIn.has(code) ? 'transient' : 'auth', `signing in: ${sentence}`, { code });
};

/** 30 s: a token answer is small, and a sign-in that takes longer is better tried again. */
const timeoutMs = 30_000;

const networkClientFor = (hosts: Hosts): INetworkModule => {
  const send = async <T>(
    method: string,
    url: string,
    options?: NetworkRequestOptions,
  ): Promise<NetworkResponse<T>> => {
    const asked = new URL(url);
    const target = new URL(asked.pathname + asked.search, hosts.login);
    const answer = await fetch(target, {
      method,
      headers: options?.headers ?? {},
      ...(options?.body === undefined ? {} : { body: options.body }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: (await answer.json()) as T,
    };
  };
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  };
};

/** The permissions in a token. Grants by Exchange's own role assignments are not in it: absence proves nothing. */
export const rolesOf = (token: string): string[] => {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      roles?: string[];
    };
    return claims.roles ?? [];
  } catch {
    return [];
  }
};
