/** [pure] Who is who at the destination, as whoever rewrites an item asks it. Case does not count. */
export interface AddressMap {
  /** What an SMTP address becomes; undefined: it stays as it is. */
  smtp(address: string): string | undefined;
  /** The SMTP address at the destination of whoever has this legacyExchangeDN ("/o=…"); undefined: not known. */
  legacy(name: string): string | undefined;
  /** Is this SMTP address one of either organisation? Others lead where they always led. */
  isOwn(address: string): boolean;
}
