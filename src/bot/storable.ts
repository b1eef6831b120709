/** PostgreSQL refuses text with a NUL or half a character in it, and people can send both. [pure] */
export const storable = (text: string): string => text.replaceAll('\0', ' ').toWellFormed();
