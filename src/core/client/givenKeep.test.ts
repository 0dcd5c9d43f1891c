import { describe, expect, it } from 'vitest'
import { createMemoryHistory } from '../history/memoryHistory'
import { createMemoryJournal } from '../journal/memoryJournal'
import { localPeersOf } from '../peers/peers'
import { createProtocolMemory } from '../protocols/protocolMemory'
import { createForgetfulLoginStore } from '../wallet/loginStore'
import { givenKeep } from './givenKeep'
import { KEEP_NOTHING } from './keepOptions'

const makeParts = () => ({
  closings: createMemoryJournal(),
  logins: createForgetfulLoginStore(),
  history: createMemoryHistory(),
  tabs: localPeersOf(createMemoryJournal()),
  protocols: createProtocolMemory(),
})

const parts = makeParts()
const others = makeParts()

const NAMES = [
  ['closings', 'journal'], ['logins', 'logins'], ['history', 'history'], ['tabs', 'peers'], ['protocols', 'protocols'],
] as const

const refused = (option: string, reason: unknown = expect.any(String)) =>
  expect.objectContaining({ code: 'OPTIONS_INVALID', info: expect.objectContaining({ data: { option, reason } }) })

describe('givenKeep', () => {
  it.each([undefined, {}])('the option keep with the value %o sets no part', (keep) => {
    expect(givenKeep(keep ? { keep } : {})).toEqual({
      closings: undefined, logins: undefined, history: undefined, tabs: undefined, protocols: undefined,
    })
  })

  it('the option keep with the value false sets every part to false', () => {
    expect(givenKeep({ keep: false })).toEqual(KEEP_NOTHING)
  })

  it.each(NAMES)('keep.%s can be given alone, under its new name, its old name %s, or both if they agree', (part, oldName) => {
    const value = parts[part]
    for (const options of [{ keep: { [part]: value } }, { [oldName]: value }, { [oldName]: value, keep: { [part]: value } }]) {
      expect(Object.entries(givenKeep(options)).filter(([, given]) => given !== undefined)).toEqual([[part, value]])
    }
  })

  it.each(NAMES)('keep.%s is refused beside the old option %s with a different value', (part, oldName) => {
    const reason = `keep.${part} says something else. Leave ${oldName} out; keep.${part} replaces it.`
    for (const keep of [{ [part]: parts[part] }, { [part]: false }, false] as const) {
      expect(() => givenKeep({ [oldName]: others[part], keep })).toThrow(refused(oldName, reason))
    }
  })

  it('an old option can be given beside other parts of keep', () => {
    expect(givenKeep({ journal: parts.closings, keep: { history: parts.history, tabs: false } }))
      .toMatchObject({ closings: parts.closings, history: parts.history, tabs: false, logins: undefined })
  })

  it.each(['closing', 'journal', 'peers', 'activeSession'])('keep.%s is refused, because a part under a wrong name would be kept in memory', (name) => {
    const reason = 'There is no such part. The parts are closings, logins, history, tabs, protocols.'
    expect(() => givenKeep({ keep: { [name]: parts.closings } })).toThrow(refused(`keep.${name}`, reason))
  })

  it('keep takes an object that also has the old names of its parts, and replaced parts count', () => {
    const keep = { ...parts, journal: others.closings, peers: others.tabs }
    expect(givenKeep({ keep })).toEqual(parts)
  })

  it.each(NAMES)('keep.%s is refused if functions are missing', (part) => {
    const reason = expect.stringMatching(/^It must be an object with the functions [a-z, ]+\.$/)
    for (const wrong of [Promise.resolve(parts[part]), null, 'text', true]) {
      expect(() => givenKeep({ keep: { [part]: wrong as never } })).toThrow(refused(`keep.${part}`, reason))
    }
  })

  it.each(NAMES)('keep.%s is not checked if it is the value of the old option %s, which is taken as it is', (part, oldName) => {
    const unchecked = {} as never
    expect(givenKeep({ [oldName]: unchecked })[part]).toBe(unchecked)
    expect(givenKeep({ [oldName]: unchecked, keep: { [part]: unchecked } })[part]).toBe(unchecked)
  })

  it.each([null, true, 'browser', 1])('keep %o is refused', (keep) => {
    expect(() => givenKeep({ keep: keep as never })).toThrow(refused('keep', 'It must be false or an object.'))
  })
})
