import type { Timers } from '../../core/connection/types'
import type { SignerInput } from '../../core/wallet/types'
import { askApp } from '../askApp'

/** How long a signer may take for one answer, in milliseconds. Services that hold keys may ask several machines. */
const LONGEST_ANSWER = 120_000

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const isPromise = (value: unknown): value is PromiseLike<unknown> => typeof (Object(value) as { then?: unknown }).then === 'function'

/**
 * The signer of a server with a time limit for every answer. No person confirms anything there, so a signer that does not answer is
 * broken: without a limit, its connection would never be logged in again, and a room that it should sign would keep its place forever.
 * A private key needs no limit.
 */
export function limitSigner(signer: SignerInput, timers: Timers): SignerInput {
  return isObject(signer) ? limited(signer, timers) : signer
}

/** An object whose functions answer in time or reject. They are called on the object itself, because signers have private fields. */
function limited<T extends object>(signer: T, timers: Timers): T {
  return new Proxy(signer, {
    get(target, name) {
      // Vue's proxies give out the original under this name, which must have the limit too.
      const member: unknown = Reflect.get(target, name, target)
      if (name === '__v_raw' && isObject(member)) return limited(member, timers)
      if (typeof member !== 'function') return member
      return (...args: unknown[]): unknown => {
        const answer: unknown = member.apply(target, args)
        if (!isPromise(answer)) return answer
        return askApp({ timers, limit: LONGEST_ANSWER, who: 'The signer', ask: () => answer })
          // A provider may answer with another signer.
          .then(given => name === 'getSigner' && isObject(given) ? limited(given, timers) : given)
      }
    },
  })
}
