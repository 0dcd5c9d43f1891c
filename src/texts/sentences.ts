/** How a text in Chinese or Japanese ends. Its full-width marks contain the space before the next sentence. */
const ENDS_IN_CHINESE_OR_JAPANESE = /(?:[。！？）」][”’]?|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]…?)$/u

/**
 * What separates a sentence from the next one: a space, or nothing after a sentence in Chinese or Japanese. The sentence itself
 * decides, because a text that is not translated is in English, and an app can replace texts.
 */
export const spaceAfter = (sentence: string): ' ' | '' => sentence === '' || ENDS_IN_CHINESE_OR_JAPANESE.test(sentence) ? '' : ' '

/** Sentences that are shown one after another. @param sentences an empty text is left out */
export function joinSentences(sentences: readonly string[]): string {
  const shown = sentences.filter(sentence => sentence !== '')
  return shown.map((sentence, index) => index < shown.length - 1 ? `${sentence}${spaceAfter(sentence)}` : sentence).join('')
}

/** A title as a sentence. */
export const withFullStop = (title: string): string => ENDS_IN_CHINESE_OR_JAPANESE.test(title) ? `${title}。` : `${title}.`
