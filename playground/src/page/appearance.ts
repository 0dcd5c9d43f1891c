import { shallowRef, watchEffect, type ShallowRef } from 'vue'

export interface Appearance {
  readonly theme: ShallowRef<'light' | 'dark'>
  readonly direction: ShallowRef<'ltr' | 'rtl'>
}

// Module state, because switching the node mounts a new page.
const theme = shallowRef<'light' | 'dark'>(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
const direction = shallowRef<'ltr' | 'rtl'>('ltr')

/** The color theme and writing direction of the document. */
export function useAppearance(): Appearance {
  watchEffect(() => {
    document.documentElement.dataset['theme'] = theme.value
    document.documentElement.dir = direction.value
  })
  return { theme, direction }
}
