import { shallowRef } from 'vue'
import type { LOOKS } from '../../../../test/shots/looks'

/** The look that all pictures of the page have. */
export const shownLook = shallowRef<keyof typeof LOOKS>('light')
