import { isolated, momentIn, numberIn, validTag } from '../language/language'

/** What is most likely to help against an error. */
export type Remedy =
  /** Connect or log in again, perhaps with another wallet. */
  | 'connect'
  /** Change the amounts, or start the closing again from the form. */
  | 'edit'
  /** Read the session again: it may have been closed, or somebody else is closing it. */
  | 'readAgain'
  /** Try the same once more. */
  | 'tryAgain'
  /** Reload the page. */
  | 'reload'
  /** Nothing that a person using the app can do: a developer has to change the code or the options. */
  | 'changeApp'

/** The three texts of one code. */
export interface ErrorTexts {
  /** What happened. */
  readonly what: string
  /** Why it happened. */
  readonly why: string
  /** What to do about it. */
  readonly fix: string
}

/**
 * The texts of one code, and what helps. `{name}` stands for a value of the error's data, and stands in square brackets
 * only: a part in brackets is shown if all its values are known. After each `|` follows what is shown instead. So
 * `The session[ {sessionId}] is not open.` and `[{wallet}|This wallet] is not a participant.` are complete sentences with
 * and without data.
 *
 * `{scale=one: # decimal; other: # decimals}` shows the form that the language uses for the number, by the categories of
 * `Intl.PluralRules`. `#` is the number in the digits of the language. `{freeFrom=moment}` shows Unix milliseconds as a day and a time.
 */
export interface ErrorText extends ErrorTexts {
  readonly remedy: Remedy
}

/** Values that an error's text mentions. Never secrets. */
export type ErrorData = Readonly<Record<string, string | number | undefined>>

/** A text without its parts in brackets. */
type WithoutParts<T extends string> = T extends `${infer Before}[${string}]${infer After}` ? `${Before}${WithoutParts<After>}` : T

/** A text that never shows an unfilled placeholder; `never` for one with a placeholder outside of brackets. */
export type CompleteText<T> = T extends string ? WithoutParts<T> extends `${string}${'{' | '}' | '[' | ']'}${string}` ? never : T : T

/** Texts of many codes, each of which is complete without data. */
export type CompleteTexts<T> = { readonly [Code in keyof T]: { readonly [Field in keyof T[Code]]: CompleteText<T[Code][Field]> } }

/** The names of the values that a text mentions. */
export type ValueNames<T> = T extends `${string}{${infer Value}}${infer After}`
  ? (Value extends `${infer Name}=${string}` ? Name : Value) | ValueNames<After>
  : never

/** In place of forms: the value is a moment in Unix milliseconds. */
const MOMENT = 'moment'
/** JavaScript has no later and no earlier moments, in milliseconds from 1970. */
const isMoment = (value: number): boolean => Math.abs(value) <= 8_640_000_000_000_000

const PARTS = /\[([^\]]*)\]/g
const VALUES = /\{(\w+)(?:=([^}]*))?\}/g

/** The names of the values that a text mentions, each once. */
export const valueNamesOf = (text: string): string[] =>
  [...new Set([...text.matchAll(VALUES)].map(([, name = '']) => name))]

/**
 * The form for a value out of several, for example `one: # decimal; other: # decimals`, or a moment. Anything but a number is written
 * as it is.
 */
function formFor(value: string | number | undefined, forms: string, language: string): string {
  const number = Number(value)
  if (forms === MOMENT) return isolated(isMoment(number) ? momentIn(number, language) : String(value), language)
  const category = new Intl.PluralRules(validTag(language) ?? undefined).select(number)
  const formOf = (wanted: string): string | undefined =>
    forms.split('; ').find(form => form.startsWith(`${wanted}: `))?.slice(wanted.length + 2)
  const written = Number.isNaN(number) ? isolated(String(value), language) : numberIn(number, language)
  return (formOf(category) ?? formOf('other') ?? '#').replace('#', () => written)
}

/**
 * Writes the values into a text. An empty value counts as unknown.
 * @param language tag of the language that the text is written in. @default English
 */
export function fillText(text: string, data: ErrorData, language = 'en'): string {
  const isKnown = (name: string): boolean => data[name] !== undefined && data[name] !== ''
  const write = (_: string, name: string, forms?: string): string =>
    forms === undefined ? isolated(String(data[name]), language) : formFor(data[name], forms, language)
  return text
    .replace(PARTS, (_, part: string) => {
      const shown = part.split('|').find(choice => valueNamesOf(choice).every(isKnown)) ?? ''
      return shown.replace(VALUES, write)
    })
    // Some values are sentences with their own full stop.
    .replace(/([.!?]\u2069?)[.。]$/, '$1')
}
