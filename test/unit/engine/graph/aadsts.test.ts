import { expect, test } from 'vitest';
import { explainSignIn, passingSignIn } from '../../../../src/engine/graph/aadsts.ts';

test.for([
  ['AADSTS700016', /client id/],
  ['AADSTS90002', /no tenant/],
  ['AADSTS7000215', /secret is wrong/],
  ['AADSTS7000222', /expired/],
  ['AADSTS65001', /consented/],
  ['AADSTS500011', /no Microsoft Graph/],
  ['AADSTS9001023', /"common"/],
  ['AADSTS90094', /administrator/],
] as const)('%s is explained, with what to click', ([code, sentence]) => {
  expect(explainSignIn(code).sentence).toMatch(sentence);
  expect(explainSignIn(code).sentence).not.toContain(code);
  expect(explainSignIn(code).next).toMatch(/^[A-Z].*\.$/);
});

test('a number that is not known is shown, with Microsoft’s own page about it', () => {
  const { sentence, next } = explainSignIn('AADSTS50076');
  expect(sentence).toBe('Microsoft refused the sign-in (AADSTS50076).');
  expect(next).toContain('https://login.microsoftonline.com/error?code=50076,');
});

test('what passes by itself is never one that somebody must mend', () => {
  for (const code of passingSignIn) expect(explainSignIn(code).sentence, code).toContain(code);
});
