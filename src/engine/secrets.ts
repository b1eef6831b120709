/**
 * [pure] Seals endpoint secrets with AES-256-GCM under MAILFERRY_KEY. The key is stretched with scrypt, so a
 * passphrase does as well as 32 random bytes; what the secret belongs to is authenticated with it, so a
 * sealed secret cannot be moved to another row.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from 'node:crypto';
import { EngineError } from './errors.ts';

export interface Vault {
  /** The first 8 hex digits of the key's SHA-256: says which key sealed a row, and nothing else. */
  keyId: string;
  seal(secret: string, belongsTo: string): string;
  open(sealed: string, belongsTo: string): string;
}

export const createVault = (key: string): Vault => {
  const stretched = scryptSync(key, 'mailferry endpoint secrets', 32);
  const keyId = createHash('sha256').update(stretched).digest('hex').slice(0, 8);
  return {
    keyId,
    seal: (secret, belongsTo) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', stretched, nonce).setAAD(Buffer.from(belongsTo));
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
    },
    open: (sealed, belongsTo) => {
      const bytes = Buffer.from(sealed, 'base64');
      try {
        const decipher = createDecipheriv('aes-256-gcm', stretched, bytes.subarray(0, 12), {
          authTagLength: 16,
        }).setAAD(Buffer.from(belongsTo));
        decipher.setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new EngineError('auth', 'opening a stored secret: it was sealed under another MAILFERRY_KEY', {
          cause,
          code: 'wrong-key',
        });
      }
    },
  };
};
