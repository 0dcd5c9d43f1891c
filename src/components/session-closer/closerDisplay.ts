import type { ComputedRef } from 'vue'
import type { Address } from '../../core/types'
import { createContext } from './createContext'

/** How all parts of one `<SessionCloser>` show participants and amounts. */
interface CloserDisplay {
  /** The connected wallet as the session spells it; null where it is not a participant. */
  readonly you: ComputedRef<Address | null>
  /** The name that the app gives to a participant, or null. */
  nameOf(address: Address): string | null
  /** The name of a participant, or else the shortened address. */
  labelOf(address: Address): string
  /** A decimal string with the decimal separator of the locale. */
  write(amount: string): string
  /** A time of this device's clock in the format of the locale, for example `12:34:56`. */
  writeTime(unixMilliseconds: number): string
}

export const [useCloserDisplay, provideCloserDisplay] = createContext<CloserDisplay>('<SessionCloser>')
