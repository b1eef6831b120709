/**
 * [pure] A certificate with its private key, as PEM: what an app may sign in with instead of a secret. Entra lets
 * any certificate be uploaded and then signs in with RSA keys of 2,048 bits and more only, so that is checked here,
 * where it can be said in words.
 */
import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { ok, type Result, refuse } from './refusal.ts';

export interface Certificate {
  /** PKCS #8, PEM. */
  privateKey: string;
  /** PEM; where others follow, they are its issuers'. */
  x5c: string;
  thumbprintSha256: string;
}

/** No client secret looks like that. */
export const isPem = (text: string): boolean => text.includes('-----BEGIN ');

/** Reads what somebody pasted or chose as a file; refuses what Entra would not take, or not for long. */
export const readCertificate = (text: string, now = new Date()): Result<Certificate> => {
  if (isLocked(text))
    return bad(
      'The private key is protected by a passphrase, and nobody is there to type it when a pass begins at night.',
      'Remove the passphrase on your own machine: "openssl pkey -in certificate.pem -out key.pem". Then give me key.pem followed by the certificate.',
    );
  const blocks = blocksOf(text);
  if (!blocks.ok) return blocks;
  const { key, certificates } = blocks.value;
  const own = certificates.find((certificate) => certificate.checkPrivateKey(key));
  if (own === undefined)
    return bad(
      'The private key does not belong to the certificate.',
      'Give me the key that the certificate was made with, or make a new pair and upload its certificate in Entra.',
    );
  const faulty = keyFault(key) ?? dateFault(own, now);
  return faulty ?? ok(certificateOf(key, [own, ...certificates.filter((one) => one !== own)]));
};

/** One that went through `readCertificate` before. */
export const asPem = ({ privateKey, x5c }: Certificate): string => `${privateKey}${x5c}`;
export const fromPem = (pem: string): Certificate => {
  const blocks = blocksOf(pem);
  if (!blocks.ok) throw new Error(`reading a stored certificate: ${blocks.refusal.sentence}`);
  return certificateOf(blocks.value.key, blocks.value.certificates);
};

export const endOf = (pem: string): Date => new X509Certificate(certificatesIn(pem)[0] ?? '').validToDate;

const isLocked = (text: string): boolean =>
  text.includes('BEGIN ENCRYPTED PRIVATE KEY') || /Proc-Type:.*ENCRYPTED/.test(text);

const certificatesIn = (text: string): string[] =>
  text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];

const blocksOf = (text: string): Result<{ key: KeyObject; certificates: X509Certificate[] }> => {
  const [key] = text.match(/-----BEGIN (\w+ )?PRIVATE KEY-----[^-]+-----END (\w+ )?PRIVATE KEY-----/) ?? [];
  const certificates = certificatesIn(text);
  if (key === undefined) return bad('There is no private key in it.', both);
  if (certificates.length === 0) return bad('There is no certificate in it, only a private key.', both);
  try {
    return ok({
      key: createPrivateKey(key),
      certificates: certificates.map((one) => new X509Certificate(one)),
    });
  } catch {
    return bad('The private key or the certificate cannot be read: something is missing in it.', both);
  }
};

const keyFault = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) => {
  if (asymmetricKeyType !== 'rsa')
    return bad(
      'Entra signs apps in with RSA keys only, and this certificate has a key of another kind.',
      anew,
    );
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  return bits < 2048 ? bad(`The key has ${bits} bits, and Entra wants at least 2,048.`, anew) : undefined;
};

const dateFault = ({ validFromDate, validToDate }: X509Certificate, now: Date) => {
  if (validToDate <= now) return bad(`The certificate expired on ${dayOf(validToDate)}.`, anew);
  return validFromDate > now
    ? bad(
        `The certificate is valid from ${dayOf(validFromDate)} on.`,
        'Wait until then, or give me another one.',
      )
    : undefined;
};

const certificateOf = (key: KeyObject, chain: X509Certificate[]): Certificate => ({
  privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  x5c: chain.map((one) => one.toString()).join(''),
  thumbprintSha256: createHash('sha256')
    .update(chain[0]?.raw ?? '')
    .digest('hex'),
});

const dayOf = (at: Date): string => at.toLocaleDateString('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

const bad = (sentence: string, next: string) => refuse('invalid', sentence, next);
const both =
  'Give me both blocks, the private key and the certificate: a .pem file has them as text. A .pfx file becomes one by "openssl pkcs12 -in certificate.pfx -out certificate.pem -nodes".';
const anew =
  'Make a new one: "openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=Mailferry -keyout key.pem -out certificate.pem". Upload certificate.pem in the app registration under "Certificates & secrets", and give me both files\' text.';
