import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { asPem, endOf, fromPem, isPem, readCertificate } from '../../../src/engine/certificates.ts';
import { makeCertificate } from '../../fixtures/certificate.ts';
import { must } from '../../fixtures/world.ts';

const own = makeCertificate();
const other = makeCertificate();
const locked = createPrivateKey(own.key)
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'p' })
  .toString();
const oldKey = createPrivateKey(own.key).export({ type: 'pkcs1', format: 'pem' }).toString();

test('key and certificate are found in any order, with what surrounds them, and keep their issuers behind them', () => {
  const { raw, fingerprint256 } = new X509Certificate(own.certificate);
  for (const text of [
    own.pem,
    `${own.certificate}${own.key}`,
    `Bag Attributes\r\n  friendlyName: x\r\n${oldKey}\nsubject=CN\n${other.certificate}${own.certificate}`.replace(
      /\n/g,
      '\r\n',
    ),
  ]) {
    expect(isPem(text)).toBe(true);
    const read = must(readCertificate(text));
    expect(read.thumbprintSha256).toBe(fingerprint256.replaceAll(':', '').toLowerCase());
    expect(new X509Certificate(read.x5c).raw).toEqual(raw);
    expect(fromPem(asPem(read))).toEqual(read);
    expect(endOf(asPem(read)).getTime()).toBeGreaterThan(Date.now());
  }
});

test.for([
  ['a locked key', `${locked}${own.certificate}`, /passphrase/],
  ['no key', own.certificate, /no private key/],
  ['no certificate', own.key, /no certificate/],
  ['half of a block', own.pem.replace(/\n.{64}\n/, '\n'), /cannot be read/],
  ['another key', `${other.key}${own.certificate}`, /does not belong/],
  ['a key on a curve', makeCertificate({ kind: 'ec' }).pem, /RSA keys only/],
  ['a small key', makeCertificate({ bits: 1024 }).pem, /has 1024 bits/],
  ['one that has ended', makeCertificate({ days: -3 }).pem, /expired on \d+ \w+ \d{4}/],
] as const)('%s is refused, with how to mend it', ([, text, sentence]) => {
  const read = readCertificate(text);
  expect(read.ok || read.refusal.sentence).toMatch(sentence);
  expect(read.ok || read.refusal.next).toMatch(/^[A-Z].*\.$/);
  expect(JSON.stringify(read)).not.toContain('PRIVATE KEY');
});

test('one that begins later is refused until then', () => {
  const early = readCertificate(own.pem, new Date(Date.now() - 500 * 86_400_000));
  expect(early.ok || early.refusal.sentence).toMatch(/valid from/);
});
