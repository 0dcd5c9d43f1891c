import { getBytes, toUtf8String, Wallet } from 'ethers'
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { Eip1193ProviderLike, SignerInput } from 'vue-nitrolite'
import type { TestWallet } from './testWallets'

/** Something that a wallet is asked to sign. */
export interface WalletQuestion {
  readonly wallet: TestWallet
  readonly kind: 'message' | 'typed data'
  /** What would be signed, as far as it can be read. */
  readonly text: string
  sign(): void
  decline(): void
}

interface TypedDataRequest {
  readonly domain: Record<string, unknown>
  readonly types: Record<string, { name: string, type: string }[]>
  readonly message: Record<string, unknown>
}

// Shared, so that they outlive a change of the node, which mounts the page anew.
const isAsking = shallowRef(false)
const questions = shallowRef<readonly WalletQuestion[]>([])

/** A provider's error, as EIP-1193 has it. */
const refusal = (code: number, text: string): Error => Object.assign(new Error(text), { code })

/** The text of a message where it is one, else its bytes. */
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
    const answer = (give: () => void) => () => {
      questions.value = questions.value.filter(each => each !== question)
      give()
    }
    const question: WalletQuestion = {
      wallet, kind, text,
      sign: answer(() => { sign().then(resolve, reject) }),
      decline: answer(() => { reject(refusal(4001, 'User rejected the request.')) }),
    }
    questions.value = [...questions.value, question]
  })
}

/** A test wallet as a wallet of the browser would be: it signs nothing before its person agrees. */
export function providerOf(wallet: TestWallet): Eip1193ProviderLike {
  const signer = new Wallet(wallet.privateKey)
  return {
    async request({ method, params }) {
      const [first, second] = (params ?? []) as readonly string[]
      if (method === 'eth_requestAccounts' || method === 'eth_accounts') return [wallet.address]
      if (method === 'personal_sign' && first !== undefined) {
        // EIP-191 over the bytes, not over the text of their hex digits.
        return ask(wallet, 'message', readMessage(first), () => signer.signMessage(getBytes(first)))
      }
      if (method === 'eth_signTypedData_v4' && second !== undefined) {
        const { domain, types: { EIP712Domain: _, ...types }, message } = JSON.parse(second) as TypedDataRequest
        return ask(wallet, 'typed data', JSON.stringify(message, null, 2), () => signer.signTypedData(domain, types, message))
      }
      throw refusal(4200, `${method} is not supported.`)
    },
  }
}

/** What signs for a test wallet now: its key, or its person. */
export const signerOf = (wallet: TestWallet): SignerInput => isAsking.value ? providerOf(wallet) : wallet.privateKey

/** Whether test wallets ask before they sign, and what they ask now. */
export function useAskingWallets(): {
  readonly isAsking: ShallowRef<boolean>
  readonly question: ComputedRef<WalletQuestion | null>
  /** Declines whatever is asked. */
  declineAll(): void
} {
  return {
    isAsking,
    question: computed(() => questions.value[0] ?? null),
    declineAll: () => { for (const each of questions.value) each.decline() },
  }
}
