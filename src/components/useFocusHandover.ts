import { nextTick, watch, type ShallowRef, type WatchSource } from 'vue'

/**
 * When what is shown changes under the focus, moves the focus to the new main element, so that keyboard and
 * screen reader go on from there. A focus elsewhere on the page is left alone.
 * @param root element of the component
 * @param shown changes whenever elements that may have the focus go away
 */
export function useFocusHandover(root: Readonly<ShallowRef<HTMLElement | null>>, shown: WatchSource<string>): void {
  watch(shown, async () => {
    const scope = root.value?.getRootNode()
    const focused = scope instanceof Document || scope instanceof ShadowRoot ? scope.activeElement : null
    if (!root.value?.contains(focused)) return
    await nextTick()
    if (focused?.isConnected && root.value?.contains(focused) && !focused.matches(':disabled')) return
    const target = root.value?.querySelector<HTMLElement>('[data-focus]:not(:disabled)')
      ?? root.value?.querySelector<HTMLElement>('[data-focus-last]')
    target?.focus()
  }, { flush: 'pre' })
}
