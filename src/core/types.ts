/** Hex text with the `0x` prefix. */
export type Hex = `0x${string}`

/**
 * An Ethereum address as text. Addresses that this library makes are EIP-55 checksummed; addresses of
 * session participants are kept exactly as the node stores them, since the node compares strings.
 */
export type Address = string

/** Stops a subscription. Calling it twice does no harm. */
export type Unsubscribe = () => void
