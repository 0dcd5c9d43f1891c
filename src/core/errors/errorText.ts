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

/**
 * The texts of one code. `{name}` stands for a value of the error's data, and stands in square brackets only: a part in
 * brackets is shown if all its values are known. After each `|` follows what is shown instead. So
 * `The session[ {sessionId}] is not open.` and `[{wallet}|This wallet] is not a participant.` are complete sentences with
 * and without data.
 */
export interface ErrorText {
  readonly remedy: Remedy
  /** What happened. */
  readonly what: string
  /** Why it happened. */
  readonly why: string
  /** What to do about it. */
  readonly fix: string
}

/** Values that an error's text mentions. Never secrets. */
export type ErrorData = Readonly<Record<string, string | number | undefined>>

/** A text without its parts in brackets. */
type WithoutParts<T extends string> = T extends `${infer Before}[${string}]${infer After}` ? `${Before}${WithoutParts<After>}` : T

/** A text that never shows an unfilled placeholder; `never` for one with a placeholder outside of brackets. */
type CompleteText<T> = T extends string ? WithoutParts<T> extends `${string}${'{' | '}' | '[' | ']'}${string}` ? never : T : T

/** Texts of many codes, each of which is complete without data. */
export type CompleteTexts<T> = { readonly [Code in keyof T]: { readonly [Field in keyof T[Code]]: CompleteText<T[Code][Field]> } }

const PARTS = /\[([^\]]*)\]/g
const VALUES = /\{(\w+)\}/g

/** The names of the values that a text mentions, each once. */
export const valueNamesOf = (text: string): string[] =>
  [...new Set([...text.matchAll(VALUES)].map(([, name = '']) => name))]

/** Writes the values into a text. An empty value counts as unknown. */
export function fillText(text: string, data: ErrorData): string {
  const isKnown = (name: string): boolean => data[name] !== undefined && data[name] !== ''
  return text
    .replace(PARTS, (_, part: string) => {
      const shown = part.split('|').find(choice => valueNamesOf(choice).every(isKnown)) ?? ''
      return shown.replace(VALUES, (_, name: string) => String(data[name]))
    })
    // Some values are sentences with their own full stop.
    .replace(/([.!?])\.$/, '$1')
}
