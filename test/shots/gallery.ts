import '../../src/components/session-closer/style.css'
import { arabic } from '../../src/locales/ar'
import { closerStates } from './closerStates'
import { walletStates } from './walletStates'

declare global {
  interface Window {
    /** Names of all pictures. */
    readonly stateNames: readonly string[]
    /** Shows one state, in Arabic if the page runs from right to left. */
    showState(name: string): Promise<void>
  }
}

const states = new Map(Object.entries({ ...closerStates, ...walletStates }))

Object.assign(window, {
  stateNames: [...states.keys()],
  async showState(name: string) {
    const texts = document.documentElement.dir === 'rtl' ? arabic : null
    await states.get(name)?.(texts)
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  },
} satisfies Pick<Window, 'stateNames' | 'showState'>)
