import { expect, it } from 'vitest'
import { fromText, linkOf, textKindOf, toText } from './texts'

const BYTES = Uint8Array.of(1, 2, 3, 250, 251)
const TEXT = toText('reply', BYTES)
const refuse = (action: () => unknown, code = 'PROPOSAL_MALFORMED') => expect(action).toThrow(expect.objectContaining({ code }))

it.each([['proposal', 'nlp1.AQID-vs'], ['reply', 'nlr1.AQID-vs'], ['decline', 'nld1.AQID-vs']] as const)('the text of a %s begins with its own prefix', (kind, text) => {
  expect(toText(kind, BYTES)).toBe(text)
  expect(textKindOf(` ${text}\n`)).toBe(kind)
  expect([...fromText(kind, text)]).toEqual([...BYTES])
})

it.each([
  ['as it is', TEXT], ['with spaces around it', `  ${TEXT}\t`], ['with line breaks inside', 'nlr\n1.AQ\r\nID -vs'],
  ['in a link', linkOf('https://app.example/close?room=1', TEXT)], ['as the fragment of a page', `#${TEXT}`],
  ['in a link that a messenger has broken', `https://app.exa\nmple/#nlr1.A QID-vs`],
])('a reply is read %s', (_, pasted) => {
  expect([...fromText('reply', pasted)]).toEqual([...BYTES])
  expect(textKindOf(pasted)).toBe('reply')
})

it.each([
  ['nothing', ''], ['another text', 'hello'], ['words around it', `see ${TEXT}`], ['a link without it', 'https://app.example/'], ['it in a query', `https://app.example/?${TEXT}`],
  ['a link of another protocol', `ftp://app.example/#${TEXT}`], ['two fragments', `https://app.example/##${TEXT}`], ['an invisible character', `${TEXT}\u200b`],
  ['the prefix in upper case', TEXT.replace('nlr', 'NLR')], ['padding', `${TEXT}=`], ['100,000 characters', TEXT + ' '.repeat(100_000)],
])('a pasted text with %s is refused', (_, pasted) => {
  refuse(() => fromText('reply', pasted))
})

it('a text of another kind is refused with the name of what it is', () => {
  expect(() => fromText('proposal', TEXT)).toThrow('It is a reply, not a proposal.')
  expect(textKindOf('see nlr1.AQ')).toBeNull()
  expect(textKindOf(' '.repeat(100_000))).toBeNull()
})

it('a text of a later version is refused as such, and its error does not quote the text', () => {
  refuse(() => fromText('reply', 'nlr2.SECRET'), 'PROPOSAL_VERSION_UNKNOWN')
  refuse(() => fromText('reply', 'nlr12345.SECRET'))
  expect(() => fromText('reply', 'nlr2.SECRET')).not.toThrow('SECRET')
})

it.each(['app.example', 'javascript:alert(1)', 'https://app.example/#room', 'https://app.example/a b', 'https://'])('%s is not accepted as the page of a link', (page) => {
  refuse(() => linkOf(page, TEXT))
})
