import type { NitroliteErrorInfo } from '../errors/errors'
import { isLoginSpent } from '../errors/groups'
import type { Login } from '../protocols/protocol'
import { isSameAddress } from '../sessions/participants'

/**
 * A closing that ended with this error may not leave its login to the next one.
 * An error that names another key is about another participant who signed too: the login itself is still good.
 */
export function isLoginSpentBy(error: NitroliteErrorInfo | null, login: Login | null): boolean {
  if (!isLoginSpent(error?.code)) return false
  const named = error?.data.signer
  return named === undefined || login === null || isSameAddress(String(named), login.signer.address)
}
