import { onBeforeUnmount, onMounted } from 'vue'

/**
 * Listens to an event of the window while the component is mounted.
 * @param options as for `addEventListener`
 */
export function useWindowEvent<Type extends keyof WindowEventMap>(
  type: Type, listener: (event: WindowEventMap[Type]) => void, options: { readonly capture?: boolean } = {},
): void {
  onMounted(() => { window.addEventListener(type, listener, options) })
  onBeforeUnmount(() => { window.removeEventListener(type, listener, options) })
}
