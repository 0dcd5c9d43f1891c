import { fromBase64url, toBase64url } from './base64url'
import { malformed, MAX_CHARACTERS, unknownVersion, VERSION } from './format'

/** What a text holds. */
export type TextKind = 'proposal' | 'reply' | 'decline'

const LETTERS = { proposal: 'p', reply: 'r', decline: 'd' } as const satisfies Record<TextKind, string>
const KINDS: Readonly<Record<string, TextKind>> = { p: 'proposal', r: 'reply', d: 'decline' }

const PREFIX = /^nl([prd])([1-9]\d{0,3})\./
/** What messengers and editors put into a long text. */
const WHITE_SPACE = /[ \t\r\n]+/g
/** The page of a link and the sign before its fragment, or that sign alone. */
const PAGE = /^(?:https?:\/\/[^#]*)?#/

/** Bytes as a text that people can send each other: `nlp1.`, `nlr1.` or `nld1.`, then base64url. */
export const toText = (kind: TextKind, bytes: Uint8Array): string => `nl${LETTERS[kind]}${VERSION}.${toBase64url(bytes)}`

/**
 * A link that opens a text on a page. The text is in the fragment, which browsers do not send to the server of the page.
 * @param page address of the own page, without a fragment
 * @throws `PROPOSAL_MALFORMED` if the page is not an address of the web, or has a fragment
 */
export function linkOf(page: string, text: string): string {
  const link = `${page}#${text}`
  if (!/^https?:\/\/[^\s#]+$/.test(page)) throw malformed('The address of the page is not valid, or has a fragment.')
  return link
}

/**
 * The text itself out of what a person pasted: without the white space that messengers insert, and without the page of a link.
 * The page is never used for anything.
 * @throws `PROPOSAL_MALFORMED`
 */
export function bareText(pasted: string): string {
  if (typeof pasted !== 'string') throw malformed('It is not a text.')
  if (pasted.length > MAX_CHARACTERS) throw malformed('It is too long.')
  return pasted.replace(WHITE_SPACE, '').replace(PAGE, '')
}

/** What a pasted text or link holds, without decoding it. Null for anything else. */
export function textKindOf(pasted: string): TextKind | null {
  const isReadable = typeof pasted === 'string' && pasted.length <= MAX_CHARACTERS
  const letter = !isReadable ? undefined : PREFIX.exec(bareText(pasted))?.[1]
  return letter === undefined ? null : KINDS[letter] ?? null
}

/**
 * The bytes of a pasted text or link. Line breaks and spaces around and inside it make no difference.
 * @throws `PROPOSAL_VERSION_UNKNOWN` for a text of a later version; `PROPOSAL_MALFORMED` for anything else that `toText` and
 * `linkOf` do not return
 */
export function fromText(kind: TextKind, pasted: string): Uint8Array<ArrayBuffer> {
  const text = bareText(pasted)
  const [prefix = '', letter, version] = PREFIX.exec(text) ?? []
  if (letter === undefined) throw malformed(`It does not begin like a ${kind}.`)
  if (letter !== LETTERS[kind]) throw malformed(`It is a ${KINDS[letter]}, not a ${kind}.`)
  if (Number(version) !== VERSION) throw unknownVersion(Number(version))
  return fromBase64url(text.slice(prefix.length))
}
