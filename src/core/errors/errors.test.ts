import { runInNewContext } from 'node:vm'
import { describe, expect, it, test } from 'vitest'
import { fillText, valueNamesOf } from './errorText'
import { codeOf, describeError, NitroliteError, toNitroliteError } from './errors'
import { ERROR_AREAS, ERROR_TABLE, type NitroliteErrorCode } from './table'

const CODES = Object.keys(ERROR_TABLE) as NitroliteErrorCode[]
const textsOf = (code: NitroliteErrorCode, data = {}): string[] => {
  const { what, why, fix } = describeError(code, data)
  return [what, why, fix]
}
const namesOf = (code: NitroliteErrorCode): string[] => {
  const { what, why, fix } = ERROR_TABLE[code]
  return valueNamesOf(what + why + fix)
}
const valuesFor = (names: readonly string[]) => Object.fromEntries(names.map(name => [name, `<${name}>`]))

const SENTENCES = /^["A-Z0-9<v].*[.!]$/
/** What is left where a value is missing. */
const GAP = /[?{}[\]|]|undefined|null|\s\s|\s[.,:;](\s|$)|\.\.$|""|\s\(\)/

describe('texts of the journal', () => {
  test.each(['JOURNAL_FAILED', 'JOURNAL_UNAVAILABLE'] as const)('the error %s never says that nothing was sent, because it also comes after a closing was sent', (code) => {
    expect(describeError(code).fix).toContain('anything sent earlier continues')
    expect(describeError(code).fix).not.toMatch(/nothing was[^.]*sent/i)
  })
})

it('a submitter who has waited too long is not told that the signatures are over, because on a nitronode their keys live longer', () => {
  const { why, fix } = describeError('PROPOSAL_SIGNING_LEFT')
  expect(why).toContain('this client no longer uses')
  expect(fix).toContain('once their signature can no longer be used')
})

describe('texts of every code', () => {
  test.each(CODES)('the error %s has three complete texts when no value is known', (code) => {
    for (const text of textsOf(code)) {
      expect(text).toMatch(SENTENCES)
      expect(text).not.toMatch(GAP)
    }
  })

  test.each(CODES)('the error %s has three complete texts whichever single value is missing or empty', (code) => {
    const names = namesOf(code)
    for (const missing of names) {
      const data = valuesFor(names)
      for (const value of [undefined, '']) {
        for (const text of textsOf(code, { ...data, [missing]: value })) {
          expect(text).toMatch(SENTENCES)
          expect(text).not.toMatch(GAP)
          expect(text).not.toContain(`<${missing}>`)
        }
      }
    }
  })

  test.each(CODES.filter(code => namesOf(code).length > 0))('the texts of the error %s can mention each of its values', (code) => {
    const texts = namesOf(code).flatMap(name => [
      ...textsOf(code, valuesFor(namesOf(code))), ...textsOf(code, valuesFor([name])),
    ]).join(' ')
    expect(texts).not.toMatch(GAP)
    for (const name of namesOf(code)) expect(texts).toContain(`<${name}>`)
  })

  test('every error code is in exactly one area', () => {
    const placed = Object.values(ERROR_AREAS).flatMap(area => Object.keys(area))
    expect([...placed].sort()).toEqual([...CODES].sort())
  })
})

describe('remedies', () => {
  const codesWith = (remedy: string): string[] => CODES.filter(code => ERROR_TABLE[code].remedy === remedy).sort()

  test('connecting again helps against exactly the errors that this test lists', () => {
    expect(codesWith('connect')).toEqual([
      'AUTH_ALLOWANCE_INVALID', 'AUTH_BUSY', 'AUTH_CHALLENGE_UNKNOWN', 'AUTH_EXPIRY_INVALID', 'AUTH_JWT_INVALID',
      'AUTH_PARAMETERS_INVALID', 'AUTH_REFUSED', 'AUTH_REQUIRED', 'AUTH_SESSION_EXPIRED', 'CONNECTION_FAILED',
      'CONNECTION_LOST', 'CONNECTION_RATE_LIMITED', 'CONNECTION_UNAVAILABLE', 'NODE_SIGNATURE_INVALID', 'NOT_CONNECTED', 'SESSION_KEY_EXPIRED', 'SESSION_KEY_EXPIRES_SOON', 'SESSION_KEY_IN_USE',
      'SESSION_KEY_REPLACED', 'SESSION_KEY_WRONG_APPLICATION', 'SESSION_NOT_PARTICIPANT', 'SIGNATURE_NOT_NEEDED', 'SIGNER_CONTRACT',
      'SIGNER_MISMATCH', 'SIGNER_MISSING', 'SIGNER_UNSUPPORTED', 'WALLET_ACCOUNT_CHANGED', 'WALLET_NO_ACCOUNT',
    ])
  })

  test('editing the amounts helps against exactly the errors that this test lists', () => {
    expect(codesWith('edit')).toEqual([
      'ADDRESS_CHECKSUM', 'ALLOCATIONS_EMPTY', 'ALLOCATION_ABOVE_TOTAL', 'ALLOCATION_ASSET_CASE', 'ALLOCATION_DUPLICATE',
      'ALLOCATION_MISSING', 'ALLOCATION_NEGATIVE', 'ALLOCATION_NON_PARTICIPANT', 'ALLOCATION_NOT_REDISTRIBUTED',
      'ALLOCATION_PARTICIPANT_CASE', 'ALLOCATION_SUM_MISMATCH', 'ALLOCATION_UNKNOWN_ASSET', 'AMOUNT_AMBIGUOUS', 'AMOUNT_MALFORMED',
      'AMOUNT_NOT_TEXT', 'AMOUNT_TOO_PRECISE', 'CLOSING_CANCELLED', 'QUORUM_UNREACHABLE',
      'SESSION_PARTICIPANT_LOWER_CASE',
    ])
  })

  test('reloading the page helps against exactly the errors that this test lists', () => {
    expect(codesWith('reload')).toEqual(['PAGE_OUTDATED', 'PROPOSAL_VERSION_UNKNOWN'])
  })

  test('reading the session again helps against exactly the errors that this test lists', () => {
    expect(codesWith('readAgain')).toEqual([
      'CLOSING_ARCHIVED', 'CLOSING_IN_PROGRESS',
      'PROPOSAL_AMOUNT_INVALID', 'PROPOSAL_ASSETS_MISMATCH', 'PROPOSAL_CONFLICT', 'PROPOSAL_DATA_SUSPICIOUS',
      'PROPOSAL_DATA_TOO_LONG', 'PROPOSAL_GONE', 'PROPOSAL_LAPSED', 'PROPOSAL_MALFORMED', 'PROPOSAL_NOT_CANONICAL',
      'PROPOSAL_ORIGIN_INVALID', 'PROPOSAL_ROWS_INCOMPLETE', 'PROPOSAL_SIGNING_LEFT', 'PROPOSAL_STALE_VERSION',
      'PROPOSAL_SUBMITTER_CHANGED', 'PROPOSAL_SUM_MISMATCH', 'PROPOSAL_TOO_LATE', 'PROPOSAL_WINDOW_TOO_LONG',
      'PROPOSAL_WITHDRAWN', 'ROOM_TAKEN_OVER', 'SESSION_NOT_FOUND', 'SESSION_NOT_OPEN', 'SESSION_REOPENED', 'SIGNATURE_INVALID',
      'SIGNATURE_KEY_UNFIT', 'SIGNATURE_STRANGER',
    ])
  })
})

describe('fillText', () => {
  it('fillText shows the first choice of a part whose values are all known', () => {
    const text = 'It is [{a} and {b}|{a}|nothing].'
    expect(fillText(text, { a: 1, b: 2 })).toBe('It is 1 and 2.')
    expect(fillText(text, { a: 1 })).toBe('It is 1.')
    expect(fillText(text, { b: 2 })).toBe('It is nothing.')
  })

  it('fillText leaves out a part whose values are not known and that has no other choice', () => {
    expect(fillText('The session[ {sessionId}] is not open.', {})).toBe('The session is not open.')
  })

  it('fillText writes a moment as a day and a time in the language, and anything else as it is', () => {
    const text = '[{at=moment}|?]'
    expect(fillText(text, { at: new Date(2026, 10, 27, 7, 8, 9).getTime() }, 'de')).toBe('27.11.2026, 07:08:09')
    expect(fillText(text, { at: 'soon' }, 'de')).toBe('soon')
    expect(fillText(text, { at: 1e300 })).toBe('1e+300')
    expect(fillText(text, {})).toBe('?')
  })

  it('fillText shows zero, which is a known value', () => {
    expect(fillText('They weigh[ {have}].', { have: 0 })).toBe('They weigh 0.')
  })

  it('fillText writes a value as it is, even if the value looks like a placeholder', () => {
    expect(fillText('It says[: {node}] here.', { node: '[{x}|y] $& $1', x: 1 })).toBe('It says: [{x}|y] $& $1 here.')
  })

  it('fillText ends a text with one full stop when its last value already ends with one', () => {
    expect(fillText('[{reason}|No reason].', { reason: 'It must be text.' })).toBe('It must be text.')
    expect(fillText('[{reason}|No reason].', { reason: 'no such file' })).toBe('no such file.')
  })
})

describe('NitroliteError', () => {
  it('the message of a NitroliteError says what happened, why, what to do, and the code', () => {
    const error = new NitroliteError('SESSION_NOT_FOUND', { sessionId: '0x01' })
    const { what, why, fix } = error.info
    expect(error.message).toBe(`${what} ${why} ${fix} [SESSION_NOT_FOUND]`)
    expect(what).toContain('0x01')
  })

  it('a NitroliteError keeps the values of its texts in its data', () => {
    expect(new NitroliteError('SESSION_NOT_FOUND', { sessionId: '0x01' }).info.data).toEqual({ sessionId: '0x01' })
  })
})

describe('toNitroliteError', () => {
  it('toNitroliteError returns a NitroliteError unchanged', () => {
    const error = new NitroliteError('WALLET_REJECTED')
    expect(toNitroliteError(error, 'JOURNAL_FAILED')).toBe(error)
  })

  it('toNitroliteError wraps another error, with its message as the reason and the error as the cause', () => {
    const cause = new Error('disk full')
    const error = toNitroliteError(cause, 'JOURNAL_FAILED', { place: 'here' })
    expect(error).toMatchObject({ code: 'JOURNAL_FAILED', cause, info: { why: 'disk full.', data: { reason: 'disk full', place: 'here' } } })
  })

  it('toNitroliteError wraps a thrown value that is not an error, with its text as the reason', () => {
    expect(toNitroliteError('no', 'JOURNAL_FAILED').info.data).toEqual({ reason: 'no' })
  })

  it.each<[string, unknown, string]>([
    ['an error of another realm', runInNewContext('new TypeError("disk full")'), 'disk full.'],
    ['a plain object with a message', { message: 'disk full' }, 'disk full.'],
    ['an error without a message', new RangeError(), 'RangeError.'],
    ['nothing', undefined, 'The storage did not say why.'],
    ['null', null, 'The storage did not say why.'],
    ['an empty text', '', 'The storage did not say why.'],
    ['an empty error', new Error(), 'The storage did not say why.'],
    ['an object that says nothing', {}, 'The storage did not say why.'],
  ])('toNitroliteError explains %s without a gap in the text', (_, thrown, why) => {
    expect(toNitroliteError(thrown, 'JOURNAL_FAILED').info.why).toBe(why)
  })

  it.each<[string, unknown]>([
    ['Chromium', new TypeError('Failed to fetch dynamically imported module: https://app.example/assets/nitronode-1a2b.js')],
    ['Firefox', new TypeError('error loading dynamically imported module: https://app.example/assets/nitronode-1a2b.js')],
    ['Safari', new TypeError('Importing a module script failed.')],
    ['Safari for a page in place of the file', new TypeError("'text/html' is not a valid JavaScript MIME type.")],
    ['Vite', new Error('Unable to preload CSS for /assets/wallet-1a2b.css')],
    ['Module Federation', Object.assign(new Error('Loading script failed.\n(missing: https://app.example/remoteEntry.js)'), { name: 'ScriptExternalLoadError' })],
    ['SystemJS, which Vite uses for older browsers', new Error('Error loading https://app.example/assets/nitronode-legacy-1a2b.js (SystemJS Error#3 https://git.io/JvFET#3)')],
    ['webpack', Object.assign(new Error('Loading chunk 417 failed.\n(missing: https://app.example/417.js)'), { name: 'ChunkLoadError' })],
    ['an error of another realm', runInNewContext('new TypeError("Importing a module script failed.")')],
    ['the cause of another error', new Error('could not start', { cause: new TypeError('Importing a module script failed.') })],
  ])('toNitroliteError says that the page is out of date when a module is missing, as reported by %s', (_, thrown) => {
    const error = toNitroliteError(thrown, 'CONNECTION_FAILED', { url: 'wss://node.example' })
    expect(error).toMatchObject({ code: 'PAGE_OUTDATED', cause: thrown, info: { what: 'This page is out of date. Reload it.' } })
  })

  it('toNitroliteError keeps JOURNAL_FAILED when a module is missing, because the journal may have written something', () => {
    expect(toNitroliteError(new TypeError('Importing a module script failed.'), 'JOURNAL_FAILED').code).toBe('JOURNAL_FAILED')
  })

  it('toNitroliteError does not call the page out of date after other network errors', () => {
    for (const message of ['Failed to fetch', 'NetworkError when attempting to fetch resource.', 'Load failed']) {
      expect(toNitroliteError(new TypeError(message), 'CONNECTION_FAILED').code).toBe('CONNECTION_FAILED')
    }
  })
})

describe('codeOf', () => {
  it('codeOf gives the code of a NitroliteError', () => {
    expect(codeOf(new NitroliteError('WALLET_REJECTED'))).toBe('WALLET_REJECTED')
  })

  it.each([[new Error('x')], [{ code: 'WALLET_REJECTED' }], ['WALLET_REJECTED'], [undefined], [null]])('codeOf gives no code for %o, which is not a NitroliteError', (thrown) => {
    expect(codeOf(thrown)).toBeUndefined()
  })
})
