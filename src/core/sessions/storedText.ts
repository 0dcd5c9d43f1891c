/**
 * Why no node can store a text as it is; null if the nodes can. Their databases cannot hold NUL: ClearNode 0.5.2 and nitronode
 * 1.4.1 answer it with errors that sound as if they were busy, or as if the request might have been carried out. Half of a surrogate
 * pair is not text in UTF-8, so it would be signed and stored as another character (U+FFFD).
 */
export function unstorable(text: string): string | null {
  if (text.includes('\0')) return 'The databases of the nodes cannot hold the character U+0000.'
  if (/\p{Surrogate}/u.test(text)) return 'It contains half of a surrogate pair, which cannot be written in UTF-8. A text was probably cut within a character.'
  return null
}
