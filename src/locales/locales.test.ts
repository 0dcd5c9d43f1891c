import { describe, expect, test } from 'vitest'
import { fillText, valueNamesOf } from '../core/errors/errorText'
import { describeError, NitroliteError } from '../core/errors/errors'
import { ERROR_TABLE, type NitroliteErrorCode } from '../core/errors/table'
import type { DatabaseProblem } from '../core/errors/databaseProblem'
import { DATABASE_ADVICE } from '../node/databaseError'
import { english } from '../texts/english'
import { loadTexts } from '../texts/loadTexts'
import type { NitroliteTexts } from '../texts/texts'
import { arabic } from './ar'
import { german } from './de'

const modules = import.meta.glob<Record<string, NitroliteTexts>>('./*/index.ts', { eager: true })
/** Every shipped language, by the name of its folder. */
const LANGUAGES = Object.entries(modules).flatMap(([path, module]) =>
  Object.values(module).map(texts => [path.split('/')[1] ?? '', texts] as const))

const CODES = Object.keys(ERROR_TABLE) as NitroliteErrorCode[]
const FIELDS = ['what', 'why', 'fix'] as const
const SENTENCE_END = /[.!?。][”»」"]?$/
/** What is left where a value is missing. */
const GAP = /[{}[\]|#]|undefined|\s\s|\s[.,،、](\s|$)|[.。][.。]$|""|„“|“”|«\s*»|「」|\s\(\s*\)|（\s*）/

const valuesFor = (names: readonly string[]) => Object.fromEntries(names.map(name => [name, `<${name}>`]))
const namesOf = (code: NitroliteErrorCode): string[] => valueNamesOf(FIELDS.map(field => ERROR_TABLE[code][field]).join(''))

/** Arguments for every label that contains values. */
const ARGUMENTS = {
  sessionStatus: [['open'], ['closed'], ['paused']],
  allocationOf: [['Bob', true], ['Bob', false]],
  total: [['1.5']],
  makeRemainderOf: [['Bob', 'usdc']],
  lockOf: [['Bob', 'usdc']],
  meantAmount: [['1.5', 'usdc']],
  share: [['usdc']],
  shareValue: [['70', '0.7', 'usdc']],
  percent: [['70']],
  presets: [['usdc']],
  readOnly: [[true], [false]],
  whoCanClose: [
    [[{ name: 'Bob', weight: 100 }], 100], [[{ name: null, weight: 100 }], 100],
    [[{ name: 'Bob', weight: 100 }, { name: null, weight: 100 }], 100],
    [[{ name: 'Bob', weight: 60 }, { name: null, weight: 40 }], 100],
  ],
  signatures: [[100, 100, [{ name: null, weight: 100 }]], [40, 100, [{ name: 'Bob', weight: 40 }]], [0, 100, []]],
  confirmShares: [
    [[{ name: null, amounts: '0.7 usdc', amountsByAsset: ['0.7 usdc'] }, { name: 'Bob', amounts: '0.3 usdc', amountsByAsset: ['0.3 usdc'] }]],
    [[{ name: 'Bob', amounts: '0.3 usdc, 1 weth', amountsByAsset: ['0.3 usdc', '1 weth'] }]],
  ],
  confirmChanges: [
    [[{ asset: 'usdc', amount: '0.2', direction: 'more' }, { asset: 'weth', amount: '0.1', direction: 'less' }, { asset: 'dai', amount: '0', direction: 'same' }]],
    [[{ asset: 'usdc', amount: '0', direction: 'same' }]],
  ],
  receiver: [['0x01', true], ['0x01', false]],
  agreed: [[''], ['Why.']],
  recovery: (['connecting', 'reading', 'fencing', 'settling', 'authorizing', 'retrying'] as const).flatMap(phase => [[phase, null], [phase, '12:34']] as const),
  watchedUntil: [['12:34']],
  difference: [['0.6', '0.7', 'usdc']],
  allTo: [['Bob']],
  timeLeft: [['4:59']],
  proposeHint: [[40, 100]],
  signedWeight: [[2, 3, 70]],
  neededWeight: [[100]],
  ownWeight: [[40]],
  weight: [[40]],
  effect: [['Bob']],
  withoutMe: [[true], [false]],
  lookAlike: [['0x01', '0x02']],
  strangeSubmitter: [['Bob']],
  refusedHint: [['Bob', true], ['Bob', false]],
  submitterAway: [['Bob']],
  funds: (['SESSION_NOT_OPEN', 'CLOSING_IN_PROGRESS', 'CLOSING_ARCHIVED', 'SESSION_NOT_FOUND', 'CONNECTION_LOST'] as const)
    .flatMap(code => [[describeError(code), 'reading'], [describeError(code), 'closing']] as const),
} as const

/** The texts of an argument that a label has to show, as English shows them. */
const shownWords = (english: string): string[] =>
  ['Bob', 'usdc', 'weth', 'dai', '0x01', '0x02', '4:59', '1.5', '0.7', '0.6', '0.3', '0.2', '0.1', '12:34', '70', '100', '60', '40', 'Why.', 'paused'].filter(word => english.includes(word))

type Labels = Record<string, unknown>

/** All texts of some labels by their path; functions are called with each of their arguments. */
function textsOf(labels: Labels, path = ''): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [name, label] of Object.entries(labels)) {
    if (typeof label === 'string') texts.set(`${path}${name}`, label)
    else if (typeof label === 'object') textsOf(label as Labels, `${path}${name}.`).forEach((text, key) => texts.set(key, text))
    else {
      const calls = path === '' || path === 'together.' ? ARGUMENTS[name as keyof typeof ARGUMENTS] : GROUP_ARGUMENTS[name as keyof typeof GROUP_ARGUMENTS]
      for (const args of calls as readonly (readonly unknown[])[]) {
        texts.set(`${path}${name}(${JSON.stringify(args)})`, (label as (...args: readonly unknown[]) => string)(...args))
      }
    }
  }
  return texts
}

const GROUP_ARGUMENTS = {
  connecting: [['connecting'], ['authenticating'], ['reconnecting']],
  notOpen: [['closed'], ['paused']],
  invalid: [['Why.', true], ['Why.', false]],
  heading: [['percent', 'usdc'], ['points', 'usdc']],
  onlyUnlocked: [['0.7', 'usdc']],
  belowHundred: [['70', '30']],
  aboveHundred: [['160', '60']],
  sumOfPoints: [['70']],
} as const

const labelTexts = ({ labels, together }: Pick<NitroliteTexts, 'labels' | 'together'>) =>
  new Map([...textsOf(labels as unknown as Labels), ...textsOf(together as unknown as Labels, 'together.')])

describe.each(LANGUAGES)('the language %s', (folder, texts) => {
  const { language, errors } = texts
  /** Without the marks that keep values in their own direction. */
  const plain = (text: string): string => text.replace(/[\u2066-\u2069\u200E\u200F]/g, '')
  const fill = (code: NitroliteErrorCode, data: Record<string, string>): string[] =>
    FIELDS.map(field => plain(describeError(code, data, texts)[field]))

  test(`the language ${folder} is loaded by its tag`, async () => {
    expect(await loadTexts(language)).toBe(texts)
    expect(await loadTexts(folder)).toBe(texts)
  })

  test(`the language ${folder} has the texts of every error code, with the same values as in English`, () => {
    expect(Object.keys(errors)).toEqual(expect.arrayContaining(CODES))
    for (const code of CODES) {
      for (const field of FIELDS) {
        expect([code, field, valueNamesOf(errors[code][field]).sort()]).toEqual([code, field, valueNamesOf(ERROR_TABLE[code][field]).sort()])
      }
    }
  })

  test(`every error text in ${folder} is complete whichever single value is missing`, () => {
    for (const code of CODES) {
      const names = namesOf(code)
      const cases = [{}, ...names.map(name => ({ ...valuesFor(names), [name]: '' })), valuesFor(names)]
      for (const text of cases.flatMap(data => fill(code, data))) {
        expect(text, code).toMatch(SENTENCE_END)
        expect(text, code).not.toMatch(GAP)
      }
    }
  })

  test(`every value of an error is shown in ${folder} when it is known`, () => {
    for (const code of CODES) {
      const names = namesOf(code)
      const shown = names.flatMap(name => [...fill(code, valuesFor(names)), ...fill(code, valuesFor([name]))]).join(' ')
      for (const name of names) expect(shown, code).toContain(`<${name}>`)
    }
  })

  test(`the language ${folder} says what to do about every problem of a database, and gives no advice for pages then`, () => {
    const ofPages = describeError('JOURNAL_UNAVAILABLE', {}, texts).fix
    expect(Object.keys(texts.databaseAdvice ?? {})).toEqual(Object.keys(DATABASE_ADVICE))
    for (const [problem, english] of Object.entries(DATABASE_ADVICE)) {
      const translated = texts.databaseAdvice?.[problem as DatabaseProblem] ?? ''
      expect(translated).not.toBe(english)
      expect(translated).toMatch(SENTENCE_END)
      for (const code of ['JOURNAL_FAILED', 'JOURNAL_UNAVAILABLE'] as const) {
        const { fix } = describeError(code, { problem, advice: english }, texts)
        expect(plain(fix)).toContain(translated)
        expect(plain(fix)).not.toMatch(GAP)
        expect(fix.length).toBeGreaterThan(translated.length)
        expect(fix).not.toBe(ofPages)
      }
    }
  })

  test(`every form of a number in ${folder} that numbers up to 1000 need is there`, () => {
    const rules = new Intl.PluralRules(language)
    const needed = new Set(Array.from({ length: 1001 }, (_, number) => rules.select(number)))
    const forms = CODES.flatMap(code => FIELDS.flatMap(field => [...errors[code][field].matchAll(/\{\w+=([^}]*)\}/g)].map(([, all = '']) => all))).filter(all => all !== 'moment')
    expect(forms.length).toBeGreaterThan(0)
    for (const each of forms) {
      expect(each.split('; ').map(form => form.split(': ')[0]).sort()).toEqual([...needed].sort())
    }
  })

  test(`the language ${folder} has every label, and each shows the values that the English one shows`, () => {
    const translated = labelTexts(texts)
    const originals = labelTexts(english)
    expect([...translated.keys()].sort()).toEqual([...originals.keys()].sort())
    for (const [key, text] of translated) {
      const original = originals.get(key) ?? ''
      expect(text.trim() === '', key).toBe(original.trim() === '')
      expect(plain(text), key).not.toMatch(GAP)
      for (const word of shownWords(original)) expect(plain(text), key).toContain(word)
    }
  })

  test(`no text in ${folder} was left in English by mistake`, () => {
    const originals = new Set([...labelTexts(english).values()].filter(text => /[a-z]{3,} [a-z]{3,}/i.test(text)))
    expect([...labelTexts(texts).values()].filter(text => originals.has(text) && !text.includes('usdc'))).toEqual([])
    for (const code of CODES) {
      for (const field of FIELDS) expect([code, errors[code][field]]).not.toEqual([code, ERROR_TABLE[code][field]])
    }
  })
})

test('loadTexts finds the language of a tag with a region, and gives English for a language that is not shipped', async () => {
  expect((await loadTexts('de-CH')).language).toBe('de')
  expect((await loadTexts('de_AT')).language).toBe('de')
  expect((await loadTexts('zh-CN')).language).toBe('zh-Hans')
  for (const tag of ['en-GB', 'zh-TW', 'zh-Hant', 'tlh', 'not a tag', '']) expect((await loadTexts(tag)).language).toBe('en')
})

test('Arabic texts have the singular, the dual and both plurals of a number, and write it with the digits 0 to 9', () => {
  const waitOf = (retryAfter: number): string => describeError('CONNECTION_RATE_LIMITED', { retryAfter }, arabic).why
  expect(waitOf(0)).toContain('0 ثانية')
  expect(waitOf(1)).toContain('ثانية واحدة')
  expect(waitOf(2)).toContain('ثانيتين')
  expect(waitOf(3)).toContain('3 ثوانٍ')
  expect(waitOf(11)).toContain('11 ثانية')
  expect(waitOf(100)).toContain('100 ثانية')
})

test('Arabic texts keep a value such as an address in its own direction', () => {
  expect(describeError('SESSION_NOT_FOUND', { sessionId: '0x01' }, arabic).what).toBe('لم تجد العقدة الجلسة \u20680x01\u2069.')
  expect(arabic.labels.allocationOf('0x01', false)).toContain('\u20680x01\u2069')
})

test('a language without advice about databases shows the advice in English', () => {
  const { fix } = describeError('JOURNAL_UNAVAILABLE', { problem: 'full', advice: DATABASE_ADVICE.full }, { language: 'de', errors: german.errors })
  expect(fix).toContain(DATABASE_ADVICE.full)
})

test('describeError translates an error, its plain data or its code, and keeps code and data', () => {
  const error = new NitroliteError('SESSION_NOT_FOUND', { sessionId: '0x01' })
  const translated = describeError(error, german)
  expect(translated).toMatchObject({ code: 'SESSION_NOT_FOUND', what: 'Der Node hat die Sitzung 0x01 nicht gefunden.', data: { sessionId: '0x01' } })
  expect(describeError(error.info, german)).toEqual(translated)
  expect(describeError('SESSION_NOT_FOUND', { sessionId: '0x01' }, german)).toEqual(translated)
  expect(error.message).toContain('The node did not find the session 0x01.')
})

test('describeError keeps the texts of a code that this version does not know', () => {
  const info = { ...describeError('NOT_CONNECTED'), code: 'FROM_THE_FUTURE' as NitroliteErrorCode }
  expect(describeError(info, german)).toBe(info)
})

test('fillText chooses the form of a number by the rules of the language', () => {
  const text = '[{n=one: # Zeichen; other: # Zeichen!}|?]'
  expect(fillText(text, { n: 1 }, 'de')).toBe('1 Zeichen')
  expect(fillText(text, { n: 12345 }, 'de')).toBe('12.345 Zeichen!')
  expect(fillText(text, {}, 'de')).toBe('?')
})
