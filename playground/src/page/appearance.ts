import { shallowRef, watchEffect, type ShallowRef } from 'vue'

export interface Appearance {
  readonly theme: ShallowRef<'light' | 'dark'>
  readonly direction: ShallowRef<'ltr' | 'rtl'>
}

// Shared, so that they outlive a change of the node, which mounts the page anew.
const theme = shallowRef<'light' | 'dark'>(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
const direction = shallowRef<'ltr' | 'rtl'>('ltr')

/** Colours and writing direction of the whole document. */
export function useAppearance(): Appearance {
  watchEffect(() => {
    document.documentElement.dataset['theme'] = theme.value
    document.documentElement.dir = direction.value
  })
  return { theme, direction }
}
