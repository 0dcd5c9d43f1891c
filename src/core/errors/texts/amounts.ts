import type { ErrorText } from '../errorText'

/** An amount, or the allocations as a whole, cannot be used. `<SessionCloser>` shows `what` and `fix` beside the field. */
export const AMOUNT_ERRORS = {
  ALLOCATIONS_EMPTY: {
    remedy: 'edit',
    what: 'There are no allocations.',
    why: 'A closing has to say who receives what.',
    fix: 'Give each participant a row for each asset.',
  },
  AMOUNT_NOT_TEXT: {
    remedy: 'edit',
    what: 'The amount[ of {asset} for {participant}] must be a string.',
    why: 'A JavaScript number cannot hold every token amount exactly.',
    fix: 'Pass the amount as text, for example "0.5".',
  },
  AMOUNT_MALFORMED: {
    remedy: 'edit',
    what: '["{amount}"|This] is not a valid amount.',
    why: 'An amount consists of digits with at most one decimal point.',
    fix: '[Use digits only, without “{character}”|Write it like 12.5].',
  },
  AMOUNT_AMBIGUOUS: {
    remedy: 'edit',
    what: '["{amount}"|This amount] can be read in two ways.',
    why: 'A comma or point in front of three digits can separate thousands or decimals.',
    fix: '[Choose {grouped} or {decimal}|Write it without a comma or point, or with fewer or more decimals].',
  },
  AMOUNT_TOO_PRECISE: {
    remedy: 'edit',
    what: '["{amount}"|This amount] has too many decimals.',
    why: '[Amounts of {asset} have at most {scale=one: # decimal; other: # decimals} here|Amounts have at most {scale=one: # decimal; other: # decimals} here|The asset has fewer decimals here].',
    fix: 'Use [at most {scale=one: # decimal; other: # decimals}|fewer decimals].',
  },
  ALLOCATION_NEGATIVE: {
    remedy: 'edit',
    what: '[{amount} {asset}|"{amount}"|This amount] is negative.',
    why: 'Nobody can receive less than nothing.',
    fix: 'Use zero or more.',
  },
  ALLOCATION_ABOVE_TOTAL: {
    remedy: 'edit',
    what: '[{amount} {asset}|This amount] is more than there is to give.',
    why: '[The session holds {total} {asset}, and the other fields leave {available} of it|The other fields leave less than that].',
    fix: '[Use at most {available}, or lower another field first|Use less, or lower another field first].',
  },
  ALLOCATION_SUM_MISMATCH: {
    remedy: 'edit',
    what: 'The allocations[ of {asset}] do not add up to what the session holds[: {actual} instead of {expected}].',
    why: 'A closing pays out exactly what the session holds.',
    fix: 'Change the amounts so that they add up[; the difference is {difference}].',
  },
  ALLOCATION_NOT_REDISTRIBUTED: {
    remedy: 'edit',
    what: 'The allocations[ of {asset}] do not add up to what the session holds.',
    why: 'The node compared them with its ledger. The session may have changed in the meantime.',
    fix: 'Nothing was paid out. Read the session again and distribute what it holds now.',
  },
  ALLOCATION_UNKNOWN_ASSET: {
    remedy: 'edit',
    what: 'The session holds no [{asset}|such asset].',
    why: 'Only assets that were deposited into the session can be paid out.',
    fix: 'Use the assets of the session.',
  },
  ALLOCATION_ASSET_CASE: {
    remedy: 'edit',
    what: '[The asset "{asset}" must be written "{expected}"|The asset is written differently in the session].',
    why: 'The node compares asset symbols as text.',
    fix: 'Write the symbol exactly as the session does.',
  },
  ALLOCATION_NON_PARTICIPANT: {
    remedy: 'edit',
    what: '[{participant}|The receiver of an allocation] is not a participant of the session.',
    why: 'Only participants can receive funds of the session.',
    fix: 'Use the addresses of the session.',
  },
  ADDRESS_CHECKSUM: {
    remedy: 'edit',
    what: '[The address {participant}|An address] was mistyped.',
    why: 'It mixes upper-case and lower-case letters in another way than its checksum (EIP-55) demands, so at least one character is wrong.',
    fix: 'Nothing was signed or sent. Copy the address again[; the session has {expected}]. An address in lower case only has no checksum and is accepted too.',
  },
  /** No longer reported: addresses in any case are accepted, and sent as the session stores them. Earlier histories may contain it. */
  ALLOCATION_PARTICIPANT_CASE: {
    remedy: 'edit',
    what: '[The address {participant} must be written {expected}|The address is written differently in the session].',
    why: 'The node compares addresses as text.',
    fix: 'Write the address exactly as the session does.',
  },
  ALLOCATION_DUPLICATE: {
    remedy: 'edit',
    what: '[{participant} has several rows for {asset}|A participant has several rows for the same asset].',
    why: 'The node would pay every one of them.',
    fix: 'Give each participant one row for each asset.',
  },
  ALLOCATION_MISSING: {
    remedy: 'edit',
    what: 'The share[ of {participant}][ in {asset}] was left out.',
    why: 'Without a row, the node could keep their share[ of {current}] for good.',
    fix: 'Add a row, with the amount "0" if they should receive nothing.',
  },
} as const satisfies Record<string, ErrorText>
