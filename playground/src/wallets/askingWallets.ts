import { getBytes, toUtf8String, Wallet } from 'ethers'
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { Eip1193ProviderLike, SignerInput } from 'vue-nitrolite'
import type { TestWallet } from './testWallets'

/** A request to sign, waiting for the person's answer. */
export interface WalletQuestion {
  readonly wallet: TestWallet
  readonly kind: 'message' | 'typed data'
  /** The content to sign, readable if possible. */
  readonly text: string
  sign(): void
  decline(): void
}

interface TypedDataRequest {
  readonly domain: Record<string, unknown>
  readonly types: Record<string, { name: string, type: string }[]>
  readonly message: Record<string, unknown>
}

// Module state, because switching the node mounts a new page.
const isAsking = shallowRef(false)
const questions = shallowRef<readonly WalletQuestion[]>([])

/** An error as defined by EIP-1193. */
const providerError = (code: number, text: string): Error => Object.assign(new Error(text), { code })

/** The text of a message if it is readable, otherwise its bytes in hex. */
export function readMessage(raw: string): string {
  try {
    const text = toUtf8String(raw)
    return /^[\P{C}\n]+$/u.test(text) ? text : raw
  }
  catch {
    return raw
  }
}

function ask(wallet: TestWallet, kind: WalletQuestion['kind'], text: string, sign: () => Promise<string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const closeWith = (answer: () => void) => () => {
      questions.value = questions.value.filter(open => open !== question)
      answer()
    }
    const question: WalletQuestion = {
      wallet, kind, text,
      sign: closeWith(() => { sign().then(resolve, reject) }),
      decline: closeWith(() => { reject(providerError(4001, 'User rejected the request.')) }),
    }
    questions.value = [...questions.value, question]
  })
}

/** A test wallet that behaves like a browser wallet: it asks its person before it signs. */
export function providerOf(wallet: TestWallet): Eip1193ProviderLike {
  const signer = new Wallet(wallet.privateKey)
  return {
    async request({ method, params }) {
      const [first, second] = (params ?? []) as readonly string[]
      if (method === 'eth_requestAccounts' || method === 'eth_accounts') return [wallet.address]
      if (method === 'personal_sign' && first !== undefined) {
        // EIP-191 signs the bytes, not the text of their hex digits.
        return ask(wallet, 'message', readMessage(first), () => signer.signMessage(getBytes(first)))
      }
      if (method === 'eth_signTypedData_v4' && second !== undefined) {
        const { domain, types: { EIP712Domain: _, ...types }, message } = JSON.parse(second) as TypedDataRequest
        return ask(wallet, 'typed data', JSON.stringify(message, null, 2), () => signer.signTypedData(domain, types, message))
      }
      throw providerError(4200, `${method} is not supported.`)
    },
  }
}

/** The signer of a test wallet: its private key, or a provider that asks. */
export const signerOf = (wallet: TestWallet): SignerInput => isAsking.value ? providerOf(wallet) : wallet.privateKey

/** Whether test wallets ask before signing, and the question that is open now. */
export function useAskingWallets(): {
  readonly isAsking: ShallowRef<boolean>
  readonly question: ComputedRef<WalletQuestion | null>
  /** Declines all open questions. */
  declineAll(): void
} {
  return {
    isAsking,
    question: computed(() => questions.value[0] ?? null),
    declineAll: () => { for (const question of questions.value) question.decline() },
  }
}
