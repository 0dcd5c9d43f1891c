/** Lists as a language writes them: `all` joins with its word for “and”, `any` with its word for “or”. */
export function listsIn(language: string): {
  readonly all: (parts: readonly string[]) => string, readonly any: (parts: readonly string[]) => string
} {
  const formatOf = (type: 'conjunction' | 'disjunction') => (parts: readonly string[]): string =>
    new Intl.ListFormat(language, { type }).format(parts)
  return { all: formatOf('conjunction'), any: formatOf('disjunction') }
}

/** A sentence with its capital letter and full stop. @param language decides what the capital of a letter is */
export const sentence = (text: string, language: string): string =>
  `${text.charAt(0).toLocaleUpperCase(language)}${text.slice(1)}.`
