import { nextTick, watch, type ShallowRef, type WatchSource } from 'vue'

/** The element inside `root` that has the focus. Inside a shadow root, only the shadow root knows it. */
function focusedWithin(root: HTMLElement | null): Element | null {
  const scope = root?.getRootNode() as (Node & Partial<DocumentOrShadowRoot>) | undefined
  const focused = scope?.activeElement ?? null
  return root?.contains(focused) && !focused?.matches(':disabled') ? focused : null
}

/**
 * Moves the focus to the new main element when the focused element goes away, so that keyboard and screen reader
 * continue there. A focus elsewhere on the page stays where it is.
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
