import { shallowRef, type ShallowRef } from 'vue'

/** Listeners of a text field. */
export interface TextEntry {
  /** What an input method has composed so far. It is not complete yet, and must not be rewritten; null while nothing is composed. */
  readonly composed: Readonly<ShallowRef<string | null>>
  /** For `change`, `compositionend` and `blur`. */
  takeText(event: Event): void
  onInput(event: Event): void
  onPaste(event: ClipboardEvent): void
}

/**
 * Takes the text of a field, however it got there: typed, pasted, composed or filled in by the browser.
 * @param isFixed whether the field cannot be typed into
 */
export function useTextEntry(isFixed: () => boolean, take: (text: string) => void): TextEntry {
  const composed = shallowRef<string | null>(null)

  function takeText({ target }: Event): void {
    if (!(target instanceof HTMLInputElement) || isFixed()) return
    composed.value = null
    take(target.value)
  }

  return {
    composed,
    takeText,
    onInput(event) {
      const { target } = event
      if (!(event as InputEvent).isComposing || !(target instanceof HTMLInputElement)) takeText(event)
      else composed.value = target.value
    },
    /** In place of a line break the browser would put a space, which could make one number of two values. A tab cannot. */
    onPaste(event) {
      const text = event.clipboardData?.getData('text/plain').trim() ?? ''
      const { target } = event
      if (!/[\r\n]/.test(text) || isFixed() || !(target instanceof HTMLInputElement)) return
      event.preventDefault()
      target.setRangeText(text.replace(/[\r\n]+/g, '\t'), target.selectionStart ?? 0, target.selectionEnd ?? 0, 'end')
      takeText(event)
    },
  }
}
