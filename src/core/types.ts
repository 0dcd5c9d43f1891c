/** A hex string with the `0x` prefix. */
export type Hex = `0x${string}`

/**
 * An Ethereum address. Addresses that this library creates are EIP-55 checksummed. Addresses of session participants are
 * kept exactly as the node stores them, because the node compares them as strings.
 */
export type Address = string

/** Stops a subscription. It is safe to call it twice. */
export type Unsubscribe = () => void
