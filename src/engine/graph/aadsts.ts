/**
 * [pure] Sign-in errors in plain words, with the click that mends them. Source: "Microsoft Entra
 * authentication and authorization error codes". Microsoft asks clients to react to `error` alone; the
 * number only picks the explanation.
 */
export interface Explanation {
  sentence: string;
  next: string;
}

const explanations: Record<string, Explanation> = {
  AADSTS700016: {
    sentence: 'The tenant does not know this client id.',
    next: 'Copy the "Application (client) ID" of the app registration once more, check that it is in this very tenant, and that an administrator has consented to it there. Then say "endpoint add" with the same name and the right ids: that corrects it.',
  },
  AADSTS90002: {
    sentence: 'There is no tenant with this id.',
    next: 'Copy the "Directory (tenant) ID" from the overview page of Entra once more, and say "endpoint add" with the same name and the right ids: that corrects it.',
  },
  AADSTS7000215: {
    sentence: "The secret is wrong. Very often the secret's ID was copied instead of its value.",
    next: 'In the app registration, under "Certificates & secrets", make a new client secret and copy its Value (it is shown only once).',
  },
  AADSTS7000222: {
    sentence: 'The secret has expired.',
    next: 'In the app registration, under "Certificates & secrets", make a new client secret and enter its Value here.',
  },
  AADSTS65001: {
    sentence: 'Nobody has consented to the permissions of this app in the tenant.',
    next: 'In the app registration, under "API permissions", press "Grant admin consent".',
  },
  AADSTS500011: {
    sentence: 'The tenant has no Microsoft Graph service to sign in to.',
    next: 'Check that the tenant id is the right one and that the tenant has an Exchange Online subscription.',
  },
  AADSTS9001023: {
    sentence: 'This sign-in needs a tenant of its own, and "common" or "consumers" was given.',
    next: 'Use the "Directory (tenant) ID" as the tenant.',
  },
  AADSTS90094: {
    sentence: 'An administrator has to consent to this app first.',
    next: 'In the app registration, under "API permissions", press "Grant admin consent".',
  },
};

/** Microsoft says of these that trying again helps. */
export const passingSignIn = new Set([
  'AADSTS90033',
  'AADSTS90090',
  'AADSTS90006',
  'AADSTS50033',
  'AADSTS90055',
]);

export const explainSignIn = (code: string): Explanation =>
  (Object.hasOwn(explanations, code) ? explanations[code] : undefined) ?? {
    sentence: `Microsoft refused the sign-in (${code}).`,
    next: `Look the code up at https://login.microsoftonline.com/error?code=${code.replace(/^AADSTS/, '')}, and check tenant id, client id and secret.`,
  };
