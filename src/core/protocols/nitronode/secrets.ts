import { NitroliteError } from '../../errors/errors'
import { isWalletError } from '../../errors/groups'
import type { Address, Hex } from '../../types'
import type { Access } from '../protocol'
import type { SessionKeys } from './keys'

/** Signatures that only a wallet or its session key can make. The client makes secrets of them. */
export class Secrets {
  readonly #keys: Pick<SessionKeys, 'signerOf'>
  /**
   * A room needs the same secret every few seconds. So each secret is asked for once, even if the wallet has declined to sign it.
   */
  readonly #made = new Map<string, Promise<Hex>>()
  /** Names of the secrets that a wallet has not made: it has declined, or it has failed. */
  readonly #declined = new Set<string>()

  constructor(keys: Pick<SessionKeys, 'signerOf'>) {
    this.#keys = keys
  }

  /**
   * @param application the application of the session that the secret is for: it decides which key signs
   * @param isByPerson the person acts just now, so a wallet that has declined is asked again
   * @throws as `SessionKeys.signerOf`. The error of a wallet is thrown again until the person acts
   */
  sign(access: Access, application: string, digest: Hex, isByPerson = false): Promise<Hex> {
    const { wallet }: { readonly wallet: Address } = access.login
    const name = `${wallet} ${digest}`
    const earlier = isByPerson && this.#declined.has(name) ? undefined : this.#made.get(name)
    if (earlier) return earlier
    this.#declined.delete(name)
    const made = this.#sign(access, application, digest)
    this.#made.set(name, made)
    made.catch((thrown: unknown) => {
      if (thrown instanceof NitroliteError && isWalletError(thrown.code)) this.#declined.add(name)
      else this.#made.delete(name)
    })
    return made
  }

  async #sign(access: Access, application: string, digest: Hex): Promise<Hex> {
    const { signMessage } = await this.#keys.signerOf(access, application, new AbortController().signal)
    return signMessage(digest)
  }
}
