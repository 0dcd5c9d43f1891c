import type { ComputedRef } from 'vue'
import { useLocale, useNumberStyle } from '../../composables/internal/useNumberStyle'
import { timeIn } from '../../core/language/language'
import { inStyle, type NumberStyle } from '../../core/sessions/numberStyle'
import type { Address } from '../../core/types'
import { createContext } from './createContext'
import { nameOfParticipant, type ParticipantNames, shortenHex } from './model/accounts'

/** How all parts of one `<SessionCloser>` or `<SessionCoSigner>` show participants and amounts. */
interface CloserDisplay {
  /** The connected wallet as the session spells it; null if it is not a participant. */
  readonly you: ComputedRef<Address | null>
  /** The name that the app gives to a participant, or null. */
  nameOf(address: Address): string | null
  /** The name of a participant, or else the shortened address. */
  labelOf(address: Address): string
  /** How people who use the component write numbers; null if that is unknown. */
  readonly numberStyle: ComputedRef<NumberStyle | null>
  /** A decimal string with the decimal separator of the locale. */
  write(amount: string): string
  /** A time of this device's clock in the format of the locale, for example `12:34:56`. */
  writeTime(unixMilliseconds: number): string
}

const [useCloserDisplay, provide] = createContext<CloserDisplay>('<SessionCloser> or <SessionCoSigner>')

export { useCloserDisplay }

/**
 * Provides it to the parts of a component.
 * @param options.locale as in `useLocale`
 */
export function provideCloserDisplay({ you, names, locale }: {
  readonly you: CloserDisplay['you']
  readonly names: () => ParticipantNames | undefined
  readonly locale: () => string | undefined
}): CloserDisplay {
  const tag = useLocale(locale)
  const style = useNumberStyle(locale)
  const nameOf = (address: Address): string | null => nameOfParticipant(names(), address)
  const display: CloserDisplay = {
    you,
    nameOf,
    labelOf: address => nameOf(address) ?? shortenHex(address),
    numberStyle: style,
    write: amount => inStyle(amount, style.value),
    writeTime: time => timeIn(time, tag.value),
  }
  provide(display)
  return display
}
