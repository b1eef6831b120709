/**
 * An app's certificates: registering one, as uploading it in Entra does, and checking what is signed with its key
 * ("Microsoft identity platform application authentication certificate credentials"). Nothing is forgiven.
 */
import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { badClient, type Failure } from './sign-in-errors.ts';
import type { Tenant } from './store.ts';

const registration = z.strictObject({ tenant: z.string(), certificate: z.string() });

export const registerCertificate = (tenants: Tenant[], json: unknown): object => {
  const wanted = registration.parse(json);
  const tenant = tenants.find(({ name }) => name === wanted.tenant);
  if (tenant === undefined) throw new Error(`there is no tenant "${wanted.tenant}"`);
  const certificate = new X509Certificate(wanted.certificate);
  tenant.certificates.push(certificate);
  return { thumbprint: thumbprintOf(certificate, 'sha1'), ends: certificate.validToDate.toISOString() };
};

const thumbprintOf = ({ raw }: X509Certificate, hash: 'sha1' | 'sha256', as: 'hex' | 'base64url' = 'hex') =>
  createHash(hash).update(raw).digest(as);

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const header = z.object({
  alg: z.string(),
  typ: z.literal('JWT'),
  'x5t#S256': z.string().optional(),
  x5t: z.string().optional(),
});
const claims = z.object({
  aud: z.string(),
  iss: z.string(),
  sub: z.string(),
  jti: z.string().min(1),
  nbf: z.int(),
  exp: z.int(),
});

/** What is wrong with a client's assertion; undefined: it is who it says. `audiences`: whom it may be meant for. */
export const assertionFault = (
  tenant: Tenant,
  assertion: string,
  audiences: string[],
): Failure | undefined => {
  const [head = '', body = '', signature = ''] = assertion.split('.');
  const [said, claimed] = [header.safeParse(decoded(head)), claims.safeParse(decoded(body))];
  if (!said.success || !claimed.success) return badToken(50027, 'JWT token is invalid or malformed.');
  const { alg, 'x5t#S256': sha256, x5t } = said.data;
  if (sha256 === undefined && x5t === undefined)
    return badToken(50027, 'Invalid JWT token. No certificate thumbprint specified in token header.');
  const key = tenant.certificates.find((one) =>
    sha256 === undefined
      ? thumbprintOf(one, 'sha1', 'base64url') === x5t
      : thumbprintOf(one, 'sha256', 'base64url') === sha256,
  );
  if (key === undefined) return notRegistered(tenant, sha256 ?? x5t ?? '');
  return (
    signatureFault(key, alg, `${head}.${body}`, signature) ??
    claimsFault(claimed.data, tenant.clientId, audiences)
  );
};

const decoded = (part: string): unknown => {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

const badToken = (code: number, text: string): Failure => ({
  status: 400,
  error: 'invalid_request',
  code,
  text,
});

const notRegistered = ({ clientId }: Tenant, thumbprint: string): Failure =>
  badClient(
    700027,
    `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${Buffer.from(thumbprint, 'base64url').toString('hex').toUpperCase()}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${clientId}'.]`,
  );

const signatureFault = (
  certificate: X509Certificate,
  alg: string,
  signed: string,
  signature: string,
): Failure | undefined => {
  const { publicKey } = certificate;
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (publicKey.asymmetricKeyType !== 'rsa' || (alg !== 'PS256' && alg !== 'RS256'))
    return badToken(5002730, 'Invalid JWT token. Unsupported key for the signing algorithm.');
  if (bits < 2048)
    return badClient(700027, `RSA key size ${bits} is less than the minimum required 2048 bits.`);
  const now = new Date();
  if (certificate.validToDate <= now || certificate.validFromDate > now)
    return badClient(1000502, 'The provided certificate is not within its specified validity time range.');
  const padding =
    alg === 'PS256'
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : { padding: constants.RSA_PKCS1_PADDING };
  const isRight = verify(
    'sha256',
    Buffer.from(signed),
    { key: publicKey, ...padding },
    Buffer.from(signature, 'base64url'),
  );
  return isRight
    ? undefined
    : badClient(
        700027,
        `Client assertion contains an invalid signature. [Reason - Key was found, but use of the key to verify the signature failed., Thumbprint of key used by client: '${thumbprintOf(certificate, 'sha1').toUpperCase()}'.]`,
      );
};

const claimsFault = (
  { aud, iss, sub, nbf, exp }: z.output<typeof claims>,
  clientId: string,
  audiences: string[],
): Failure | undefined => {
  if (iss !== clientId || sub !== clientId)
    return badClient(
      700021,
      "Client assertion application identifier doesn't match 'client_id' parameter. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .",
    );
  if (!audiences.includes(aud))
    return badClient(700023, 'Client assertion audience claim does not match Realm issuer.');
  const now = Date.now() / 1000;
  if (nbf > now + clockSkewSeconds || exp <= now)
    return badClient(
      700024,
      `Client assertion is not within its valid time range. Current time: ${new Date().toISOString()}, assertion valid from ${timeOf(nbf)}, expiry time of assertion ${timeOf(exp)}.`,
    );
  return undefined;
};

/** Clocks differ, and clients round: Entra takes what begins within five minutes. */
const clockSkewSeconds = 300;

const timeOf = (seconds: number): string => new Date(seconds * 1000).toISOString();
