import { loadPart } from '../core/errors/loadPart'
import { validTag } from '../core/language/language'
import { english } from './english'
import type { NitroliteTexts } from './texts'

const LOADERS: Readonly<Record<string, () => Promise<NitroliteTexts>>> = {
  de: async () => (await import('../locales/de')).german,
  fr: async () => (await import('../locales/fr')).french,
  es: async () => (await import('../locales/es')).spanish,
  pt: async () => (await import('../locales/pt')).portuguese,
  tr: async () => (await import('../locales/tr')).turkish,
  ja: async () => (await import('../locales/ja')).japanese,
  ko: async () => (await import('../locales/ko')).korean,
  zh: async () => (await import('../locales/zh')).chinese,
  ar: async () => (await import('../locales/ar')).arabic,
}

/** The shipped language of a tag; null if there is none. Texts for one Chinese script are not shown for the other. */
function loaderOf(tag: string): (() => Promise<NitroliteTexts>) | null {
  const valid = validTag(tag)
  if (valid === null) return null
  const { language, script } = new Intl.Locale(valid).maximize()
  return language === 'zh' && script !== 'Hans' ? null : LOADERS[language] ?? null
}

/**
 * Loads the texts of a language with an `import()`, so that an app contains only those that it shows.
 * @param language a tag such as `de`, `pt-BR` or `navigator.language`
 * @returns the English texts for a language that is not shipped
 * @throws `PAGE_OUTDATED` when the file cannot be loaded
 */
export async function loadTexts(language: string): Promise<NitroliteTexts> {
  const load = loaderOf(language)
  return load ? loadPart(load) : english
}
