import { expect, test } from 'vitest';
import { explainSignIn, needsConsent, passingSignIn } from '../../../../src/engine/graph/aadsts.ts';

test.for([
  ['AADSTS700016', /client id/],
  ['AADSTS90002', /no tenant/],
  ['AADSTS7000215', /secret is wrong/],
  ['AADSTS7000222', /expired/],
  ['AADSTS700027', /does not know this certificate/],
  ['AADSTS700024', /ten minutes/],
  ['AADSTS1000502', /certificate has expired/],
  ['AADSTS5002730', /RSA/],
  ['AADSTS700021', /could not read/],
  ['AADSTS700023', /could not read/],
  ['AADSTS50027', /could not read/],
  ['AADSTS65001', /consented/],
  ['AADSTS500011', /no Microsoft Graph/],
  ['AADSTS9001023', /"common"/],
  ['AADSTS90094', /administrator/],
  ['AADSTS50034', /as an app/],
  ['AADSTS50126', /as an app/],
  ['AADSTS50076', /as an app/],
  ['AADSTS50079', /as an app/],
  ['AADSTS70016', /as an app/],
  ['AADSTS70019', /as an app/],
] as const)('%s is explained, with what to click', ([code, sentence]) => {
  expect(explainSignIn(code).sentence).toMatch(sentence);
  expect(explainSignIn(code).sentence).not.toContain(code);
  expect(explainSignIn(code).next).toMatch(/^[A-Z].*\.$/);
  expect(needsConsent(code)).toBe(explainSignIn(code).next.includes('press "Grant admin consent"'));
});

test('a number that is not known is shown, with Microsoft’s own page about it', () => {
  const { sentence, next } = explainSignIn('AADSTS53003');
  expect(sentence).toBe('Microsoft refused the sign-in (AADSTS53003).');
  expect(next).toContain('https://login.microsoftonline.com/error?code=53003,');
});

test('what passes by itself is never one that somebody must mend', () => {
  for (const code of passingSignIn) {
    expect(explainSignIn(code).sentence, code).toContain(code);
    expect(explainSignIn(code).next, code).toMatch(/by itself/);
  }
});
