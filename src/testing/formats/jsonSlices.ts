/**
 * These functions cut valid JSON into the raw texts of its parts. Nodes keep ids as 64-bit integers and verify signatures
 * over the received bytes, and `JSON.parse` loses both.
 */

/** The members of an object in their order, including duplicates. @param text valid JSON of an object */
export function objectMembers(text: string): { readonly key: string, readonly raw: string }[] {
  const members: { key: string, raw: string }[] = []
  let at = skipSpace(text, text.indexOf('{') + 1)
  while (text[at] === '"') {
    const keyEnd = stringEnd(text, at)
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1)
    const end = valueEnd(text, start)
    members.push({ key: String(JSON.parse(text.slice(at, keyEnd))), raw: text.slice(start, end) })
    at = skipSpace(text, skipSpace(text, end) + 1)
  }
  return members
}

/** The elements of an array. @param text valid JSON of an array */
export function arrayElements(text: string): string[] {
  const elements: string[] = []
  let at = skipSpace(text, text.indexOf('[') + 1)
  while (at < text.length && text[at] !== ']') {
    const end = valueEnd(text, at)
    elements.push(text.slice(at, end))
    const next = skipSpace(text, end)
    if (text[next] !== ',') break
    at = skipSpace(text, next + 1)
  }
  return elements
}

/** The number of levels to which arrays and objects are nested. */
export function nestingDepth(text: string): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') at = stringEnd(text, at) - 1
    else if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth)
    else if (char === ']' || char === '}') depth--
  }
  return deepest
}

function skipSpace(text: string, at: number): number {
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++
  return at
}

/** The index after the closing quote of the string that starts at `at`. */
function stringEnd(text: string, at: number): number {
  for (at++; at < text.length && text[at] !== '"'; at++) {
    if (text[at] === '\\') at++
  }
  return at + 1
}

/** The index after the value that starts at `at`. */
function valueEnd(text: string, at: number): number {
  if (text[at] === '"') return stringEnd(text, at)
  if (text[at] !== '{' && text[at] !== '[') {
    while (at < text.length && !',]} \t\r\n'.includes(text.charAt(at))) at++
    return at
  }
  for (let depth = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') at = stringEnd(text, at) - 1
    else if (char === '{' || char === '[') depth++
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1
  }
  return at
}
