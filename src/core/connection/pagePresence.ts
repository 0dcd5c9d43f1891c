/** Whether nobody would see what is read now: the page is hidden, or the device offline. Never so outside of browsers. */
export const isPageAway = (): boolean =>
  (globalThis.document as Document | undefined)?.visibilityState === 'hidden'
  || (globalThis.navigator as Navigator | undefined)?.onLine === false

/**
 * Calls back when the page is seen again or the device online.
 * @returns stops listening
 */
export function onWaking(callback: () => void): () => void {
  const page = globalThis.document as Document | undefined
  const wake = (): void => { if (!isPageAway()) callback() }
  page?.addEventListener('visibilitychange', wake)
  page?.defaultView?.addEventListener('online', wake)
  return () => {
    page?.removeEventListener('visibilitychange', wake)
    page?.defaultView?.removeEventListener('online', wake)
  }
}
