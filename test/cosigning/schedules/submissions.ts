import type { Hex } from '../../../src/core'
import type { Device } from './device'

/** Notes, for everything that is sent to the node, who had it in the journal at that moment. */
export class Submissions {
  /** The participants whose journal had a signature when it was first sent. */
  readonly #keepers = new Map<Hex, ReadonlySet<number>>()

  /** To be called before the node has the signatures. */
  note(signatures: readonly Hex[], devices: readonly Device[]): void {
    for (const signature of signatures) {
      if (this.#keepers.has(signature)) continue
      this.#keepers.set(signature, new Set(devices.filter(device => device.hasKept(signature)).map(({ person }) => person)))
    }
  }

  /**
   * The signers whose signature was sent before it was in a journal of theirs, once for each signature.
   * @param sent everything that was sent
   */
  unkept(sent: readonly { readonly signature: Hex, readonly signer: number }[]): number[] {
    const signerOf = new Map(sent.map(({ signature, signer }) => [signature, signer]))
    return [...signerOf].filter(([signature, signer]) => signer >= 0 && !this.#keepers.get(signature)?.has(signer)).map(([, signer]) => signer)
  }
}
