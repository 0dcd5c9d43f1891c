import type { Address, Hex } from '../../types'
import type { Access } from '../protocol'
import type { SessionKeys } from './keys'

/** Signatures that only a wallet or its session key can make. The client makes secrets of them. */
export class Secrets {
  readonly #keys: Pick<SessionKeys, 'signerOf'>
  /** A person is not asked again and again for the same secret. */
  readonly #made = new Map<string, Promise<Hex>>()

  constructor(keys: Pick<SessionKeys, 'signerOf'>) {
    this.#keys = keys
  }

  /**
   * @param application the application of the session that the secret is for: it decides which key signs
   * @throws as `SessionKeys.signerOf`
   */
  sign(access: Access, application: string, digest: Hex): Promise<Hex> {
    const { wallet }: { readonly wallet: Address } = access.login
    const name = `${wallet} ${digest}`
    const made = this.#made.get(name) ?? this.#sign(access, application, digest)
    this.#made.set(name, made)
    made.catch(() => { this.#made.delete(name) })
    return made
  }

  async #sign(access: Access, application: string, digest: Hex): Promise<Hex> {
    const { signMessage } = await this.#keys.signerOf(access, application, new AbortController().signal)
    return signMessage(digest)
  }
}
