/** [pure] Is this an address a mailbox can have? If not: what is wrong with it, and how to mend it. */
import { unsupportedAddress } from './mailbox-kinds.ts';

export interface AddressFault {
  problem: string;
  mend: string;
}

/** Exchange's own limits: 64 characters before the @, 255 after it (RFC 5321, section 4.5.3.1). */
export const addressFault = (value: string): AddressFault | null => {
  if (value === '') return { problem: 'the address is empty', mend: 'fill it in, or delete the line' };
  if (/^[=+@-]/.test(value))
    return { problem: 'this is a formula, not an address', mend: 'put the plain address there' };
  const parts = value.split('@');
  if (parts.length === 1) return { problem: 'the @ is missing', mend: 'write it as name@domain' };
  if (parts.length > 2)
    return { problem: 'there is more than one @', mend: 'put one address in each column' };
  if (unsupportedAddress(value) !== null)
    return {
      problem: 'Exchange keeps this mailbox for itself, and Graph cannot move it',
      mend: 'leave it out',
    };
  const [local = '', domain = ''] = parts;
  if (/\s/.test(value)) return { problem: 'there is a space in the address', mend: 'remove it' };
  if (/[<>(),;:"[\]\\]/.test(value))
    return {
      problem: 'there is a character that no mailbox address has',
      mend: 'keep only the address itself, without name or brackets',
    };
  if (local === '') return { problem: 'there is nothing before the @', mend: 'write it as name@domain' };
  if (domain === '') return { problem: 'there is nothing after the @', mend: 'write it as name@domain' };
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..'))
    return { problem: 'a dot is where none may be, before the @', mend: 'remove it' };
  if (!domain.includes('.'))
    return { problem: 'the domain has no ending', mend: 'write the whole domain, such as contoso.com' };
  if (/[^\x21-\x7e]/.test(value))
    return {
      problem: 'there is a letter outside of a-z',
      mend: 'write the address as Exchange has it (accents and other scripts are not allowed in it)',
    };
  if (!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]{2,}$/i.test(domain))
    return { problem: 'this is no domain', mend: 'check the part after the @' };
  if (local.length > 64 || domain.length > 255)
    return {
      problem: 'the address is too long',
      mend: 'check it: 64 characters are allowed before the @, 255 after it',
    };
  return null;
};

/** Entra writes a guest's own address into the name that it makes: anna_partner.com#EXT#@contoso.com. */
export const isGuestName = (userPrincipalName: string): boolean => /#ext#@/i.test(userPrincipalName);
