/**
 * What an endpoint signs in with: a client secret, or a certificate with its private key. Both are sealed in the same
 * place, which says by itself which of the two it holds. Nothing here is ever shown, except when a certificate ends.
 */
import { asPem, type Certificate, endOf, fromPem, isPem, readCertificate } from './certificates.ts';
import { EngineError } from './errors.ts';
import { ok, type Result, refuse } from './refusal.ts';
import { createVault } from './secrets.ts';

export type Credential = { secret: string } | { certificate: Certificate };

/** What people may know of a stored certificate. */
export interface CertificateEnd {
  expiresAt: Date;
  /** Within 30 days, or already. */
  expiresSoon: boolean;
}

interface Sealed {
  id: number;
  secretSealed: string | null;
}

const warningMs = 30 * 86_400_000;

/** As it was typed or chosen; refuses what cannot work. */
export const readCredential = (typed: string): Result<Credential> => {
  const text = typed.trim();
  if (text === '')
    return refuse(
      'invalid',
      'The secret is empty.',
      'Paste the Value of the client secret, or a certificate.',
    );
  if (!isPem(text)) return ok({ secret: text });
  const certificate = readCertificate(text);
  return certificate.ok ? ok({ certificate: certificate.value }) : certificate;
};

export const createCredentials = ({ key }: { key: string }) => {
  const vault = createVault(key);
  const openText = ({ id, secretSealed }: Sealed): string => {
    if (secretSealed === null)
      throw new EngineError('auth', 'opening an endpoint: it has no secret', { code: 'not-ready' });
    return vault.open(secretSealed, sealedFor(id));
  };
  return {
    seal: (id: number, credential: Credential) => ({
      secretSealed: vault.seal(
        'secret' in credential ? credential.secret : asPem(credential.certificate),
        sealedFor(id),
      ),
      secretKeyId: vault.keyId,
    }),

    /** Throws EngineError when there is none, or when it was sealed under another key. */
    open: (row: Sealed): Credential => {
      const text = openText(row);
      return isPem(text) ? { certificate: fromPem(text) } : { secret: text };
    },

    /** Null: there is none, or it cannot be opened, which `open` says. */
    certificateOf: (row: Sealed & { secretKeyId: string | null }): CertificateEnd | null => {
      if (row.secretSealed === null || row.secretKeyId !== vault.keyId) return null;
      const text = openText(row);
      if (!isPem(text)) return null;
      const expiresAt = endOf(text);
      return { expiresAt, expiresSoon: expiresAt.getTime() - Date.now() < warningMs };
    },
  };
};

const sealedFor = (id: number): string => `endpoint ${id}`;
