import '../../src/components/session-closer/style.css'
import { arabic } from '../../src/locales/ar'
import { german } from '../../src/locales/de'
import { spanish } from '../../src/locales/es'
import { french } from '../../src/locales/fr'
import { japanese } from '../../src/locales/ja'
import { korean } from '../../src/locales/ko'
import { portuguese } from '../../src/locales/pt'
import { turkish } from '../../src/locales/tr'
import { chinese } from '../../src/locales/zh'
import type { NitroliteTexts } from '../../src/texts/texts'
import { closerStates } from './closerStates'
import { coSignerStates } from './coSignerStates'
import { giveNames, type } from './shownState'
import { togetherStates } from './togetherStates'
import { walletStates } from './walletStates'

declare global {
  interface Window {
    /** Names of all states. */
    readonly stateNames: readonly string[]
    /** Shows one state. @param language @default Arabic if the page runs from right to left, otherwise English */
    showState(name: string, language?: string): Promise<void>
    /** Shows these names, by address, in every state from now on; null for the names of the pictures. */
    giveNames(names: Readonly<Record<string, string>> | null): void
    /** Types into the first amount field of the state that is shown, and leaves the field. */
    typeAmount(text: string): Promise<void>
  }
}

const LANGUAGES: Readonly<Record<string, NitroliteTexts>> = {
  ar: arabic, de: german, es: spanish, fr: french, ja: japanese, ko: korean, pt: portuguese, tr: turkish, zh: chinese,
}
const states = new Map(Object.entries({ ...closerStates, ...togetherStates, ...coSignerStates, ...walletStates }))

Object.assign(window, {
  stateNames: [...states.keys()],
  async showState(name: string, language = document.documentElement.dir === 'rtl' ? 'ar' : 'en') {
    await states.get(name)?.(LANGUAGES[language] ?? null)
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  },
  giveNames,
  typeAmount: (text: string) => type(text),
} satisfies Pick<Window, 'stateNames' | 'showState' | 'giveNames' | 'typeAmount'>)
