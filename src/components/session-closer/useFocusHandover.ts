import { nextTick, watch, type ShallowRef, type WatchSource } from 'vue'

/** The element inside of `root` that has the focus; inside a shadow root only that one knows it. */
function focusedWithin(root: HTMLElement | null): Element | null {
  const scope = root?.getRootNode() as (Node & Partial<DocumentOrShadowRoot>) | undefined
  const focused = scope?.activeElement ?? null
  return root?.contains(focused) && !focused?.matches(':disabled') ? focused : null
}

/**
 * When what is shown changes under the focus, moves the focus to the new main element, so that keyboard and
 * screen reader go on from there. A focus elsewhere on the page is left alone.
 * @param root element of the component
 * @param shown changes whenever elements that may have the focus go away
 */
export function useFocusHandover(root: Readonly<ShallowRef<HTMLElement | null>>, shown: WatchSource<string>): void {
  watch(shown, async () => {
    const focused = focusedWithin(root.value)
    if (!focused) return
    await nextTick()
    if (focusedWithin(root.value)) return
    const target = root.value?.querySelector<HTMLElement>('[data-focus]:not(:disabled)')
      ?? root.value?.querySelector<HTMLElement>('[data-focus-last]')
    target?.focus()
  }, { flush: 'pre' })
}
