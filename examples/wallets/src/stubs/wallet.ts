import type { EIP1193Provider, TypedDataDefinition } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { people } from '../../../scenarios/scenarios.js'

const account = privateKeyToAccount(people.alice.privateKey)

async function request({ method, params }: { method: string, params?: unknown }): Promise<unknown> {
  switch (method) {
    case 'eth_requestAccounts':
    case 'eth_accounts': return [account.address]
    case 'eth_chainId': return '0x1'
    case 'eth_signTypedData_v4': return account.signTypedData(JSON.parse((params as [string, string])[1]) as TypedDataDefinition)
    default: throw Object.assign(new Error(`This wallet does not know ${method}.`), { code: 4200 })
  }
}

/** A wallet that confirms everything. A real app gets the provider of the browser's wallet. */
export const wallet = { request, on() {}, removeListener() {} } as unknown as EIP1193Provider
