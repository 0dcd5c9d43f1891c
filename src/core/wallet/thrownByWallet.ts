/** Properties in which viem, ethers, JSON-RPC and MetaMask put the error that they wrap. */
const NESTED = ['cause', 'info', 'error', 'data', 'originalError'] as const
/** Properties with words about the error itself. ethers and viem put the request into `message`, and not into `shortMessage`. */
const TEXTS = ['details', 'reason', 'name', 'statusText'] as const
/** How many nested values are searched. */
const NESTED_LIMIT = 40

/** What an error of a wallet says, together with all errors that it wraps. */
export interface WalletSays {
  /** Numbers, which may be written as text, and names such as `ACTION_REJECTED`. */
  readonly codes: ReadonlySet<unknown>
  readonly texts: readonly string[]
}

const asNumber = (code: unknown): unknown => typeof code === 'string' && /^-?\d+$/.test(code) ? Number(code) : code

/** Collects the codes and texts of something that a wallet threw or returned. Each object is visited once. */
export function readWalletWords(thrown: unknown): WalletSays {
  const codes = new Set<unknown>()
  const texts: string[] = []
  const note = (value: unknown): void => { if (typeof value === 'string') texts.push(value) }
  // The set grows while the loop walks it: outer errors come first, and none comes twice.
  const found = new Set([thrown])
  for (const value of found) {
    note(value)
    if (typeof value !== 'object' || value === null) continue
    const record = value as Record<string, unknown>
    for (const code of [record.code, record.statusCode]) {
      codes.add(asNumber(code))
      note(code)
    }
    note(record.shortMessage ?? record.message)
    for (const name of TEXTS) note(record[name])
    if (found.size < NESTED_LIMIT) for (const name of NESTED) found.add(record[name])
  }
  return { codes, texts }
}

/**
 * The person declined: EIP-1193 (4001), ethers, WalletConnect (CAIP-25: 5000 to 5003), and Ledger devices (0x6985, 0x5501).
 */
const DECLINED: ReadonlySet<unknown> = new Set([4001, 'ACTION_REJECTED', 5000, 5001, 5002, 5003, 0x6985, 0x5501])

/**
 * Codes with a meaning of their own, in which words such as "rejected" do not speak of a person: no permission, an unknown
 * method, a lost connection, or a request that is malformed or too much (EIP-1193, EIP-1474). Other codes, such as -32000 and
 * -32603, are used for everything.
 */
const OTHERWISE: ReadonlySet<unknown> = new Set([
  4100, 4200, 4900, 4901, 4902, -32700, -32600, -32601, -32602, -32002, -32004, -32005, -32006,
])

/** How wallets say in words that the person declined, or closed their window. */
const DECLINE = /reject|\bden(?:y|ied)\b|declin|cancel|disapprov|dismissed|\brefused (?:by|on)\b|\b(?:user|you) (?:has |have )?(?:refused|aborted|closed)|\bclosed (?:the )?(?:modal|popup|window)|connection request reset/i

/** Whether a person declined, as far as a wallet says so by a code or in words. */
export function isDeclined({ codes, texts }: WalletSays): boolean {
  const values = [...codes]
  return values.some(code => DECLINED.has(code))
    || (!values.some(code => OTHERWISE.has(code)) && texts.some(text => DECLINE.test(text)))
}
