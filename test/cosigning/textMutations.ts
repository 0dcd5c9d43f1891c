import { fromText, toText } from '../../src/core/cosigning/codec/texts'
import type { Draw, Reading } from './reading'

/** A change of the text itself. */
export interface TextMutation {
  readonly name: string
  readonly reading: Reading
  readonly change: (text: string, draw: Draw) => string
}

const PREFIX = 'nlp1.'
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** A place behind the prefix. */
const place = (text: string, draw: Draw): number => PREFIX.length + draw(text.length - PREFIX.length)
const insert = (text: string, at: number, inserted: string): string => text.slice(0, at) + inserted + text.slice(at)
const replace = (text: string, at: number, by: string): string => text.slice(0, at) + by + text.slice(at + 1)
const pick = <T>(items: readonly T[], draw: Draw): T => items[draw(items.length)] as T

const malformed = (name: string, change: TextMutation['change']): TextMutation => ({ name, reading: 'PROPOSAL_MALFORMED', change })
const unchanged = (name: string, change: TextMutation['change']): TextMutation => ({ name, reading: 'unchanged', change })

function changeBytes(text: string, change: (bytes: Uint8Array) => void): string {
  const bytes = fromText('proposal', text)
  change(bytes)
  return toText('proposal', bytes)
}

function flipBit(bytes: Uint8Array, index: number, draw: Draw): void {
  bytes[index] = (bytes[index] ?? 0) ^ 1 << draw(8)
}

export const TEXT_MUTATIONS: readonly TextMutation[] = [
  malformed('the end is cut off', (text, draw) => text.slice(0, -1 - draw(text.length))),
  malformed('the beginning is cut off', (text, draw) => text.slice(1 + draw(text.length - 1))),
  malformed('characters are left out', (text, draw) => {
    const at = place(text, draw)
    return text.slice(0, at) + text.slice(at + 1 + draw(8))
  }),
  malformed('a character is appended', (text, draw) => text + pick([...BASE64URL], draw)),
  malformed('an empty byte is appended', text => toText('proposal', Uint8Array.of(...fromText('proposal', text), 0))),
  malformed('the text is there twice', text => text + text),
  malformed('two texts are joined without a second prefix', text => text + text.slice(PREFIX.length)),
  malformed('a character is replaced', (text, draw) => {
    const at = place(text, draw)
    return replace(text, at, pick([...BASE64URL].filter(character => character !== text[at]), draw))
  }),
  malformed('all letters are in upper case', text => PREFIX + text.slice(PREFIX.length).toUpperCase()),
  malformed('all letters are in lower case', text => text.toLowerCase()),
  malformed('the prefix is in upper case', text => PREFIX.toUpperCase() + text.slice(PREFIX.length)),
  malformed('the prefix is missing', text => text.slice(PREFIX.length)),
  malformed('the prefix is there twice', text => PREFIX + text),
  malformed('the prefix is that of a reply or a decline', (text, draw) => pick(['nlr1.', 'nld1.'], draw) + text.slice(PREFIX.length)),
  malformed('the version in the prefix has a leading zero', text => text.replace(PREFIX, 'nlp01.')),
  { name: 'the prefix names a later version', reading: 'PROPOSAL_VERSION_UNKNOWN', change: (text, draw) => text.replace(PREFIX, `nlp${2 + draw(9_000)}.`) },
  malformed('padding is appended', (text, draw) => text + pick(['=', '=='], draw)),
  malformed('a character is from the other base64 alphabet', (text, draw) => replace(text, place(text, draw), pick(['+', '/'], draw))),
  malformed('a letter is Cyrillic', (text, draw) => replace(text, place(text, draw), pick(['а', 'с', 'е', 'о'], draw))),
  malformed('there is an invisible character', (text, draw) => insert(text, place(text, draw), pick(['\u200b', '\u200d', '\u2060', '\ufeff', '\u00ad'], draw))),
  malformed('there is a space that is not a plain one', (text, draw) => insert(text, place(text, draw), pick(['\u00a0', '\u2003', '\u3000'], draw))),
  malformed('there is a NUL', (text, draw) => insert(text, place(text, draw), '\0')),
  malformed('a dot is inside', (text, draw) => insert(text, place(text, draw), '.')),
  malformed('words stand before it', text => `Please sign: ${text}`),
  malformed('words stand behind it', text => `${text} thanks!`),
  malformed('it is in quotes', text => `"${text}"`),
  malformed('it is in the query of a link', text => `https://app.example/?proposal=${text}`),
  malformed('its link has two fragments', text => `https://app.example/#room#${text}`),
  malformed('its link has another protocol', text => `javascript:alert(1)//#${text}`),
  malformed('it is longer than any proposal', text => text + ' '.repeat(70_000)),
  unchanged('there are line breaks and spaces inside', (text, draw) => insert(insert(text, place(text, draw), '\r\n  '), place(text, draw), '\n\t')),
  unchanged('there are line breaks and spaces around it', text => `\n  ${text} \r\n`),
  unchanged('it is in the link of a foreign page', text => `https://evil.example/sign?node=wss://evil.example#${text}`),
  unchanged('its link is broken into lines', (text, draw) => {
    const link = `https://app.example/close#${text}`
    return insert(link, draw(link.length), '\n')
  }),
  malformed('a bit is flipped', (text, draw) => changeBytes(text, bytes => flipBit(bytes, draw(bytes.length), draw))),
  malformed('two bits are flipped', (text, draw) => changeBytes(text, (bytes) => {
    const at = draw(bytes.length - 1)
    flipBit(bytes, at, draw)
    flipBit(bytes, at + 1, draw)
  })),
  malformed('two different bytes are swapped', (text, draw) => changeBytes(text, (bytes) => {
    const at = draw(bytes.length)
    const other = bytes.findIndex(byte => byte !== bytes[at])
    const [one = 0, two = 0] = [bytes[at], bytes[other]]
    bytes[at] = two
    bytes[other] = one
  })),
  malformed('the check is another one', (text, draw) => changeBytes(text, bytes => flipBit(bytes, bytes.length - 1 - draw(4), draw))),
]
