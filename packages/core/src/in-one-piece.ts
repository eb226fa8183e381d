/** The same text. What is put together from parts keeps each of them until somebody reads it; of many texts that is much. */
export const inOnePiece = (text: string): string => Buffer.from(text).toString();
