import type { MaybeRefOrGetter } from 'vue'
import type { NitroliteErrorInfo } from '../core/errors/errors'
import type { AllocationCellId, AllocationRow, AmountReading } from '../core/sessions/editing'
import type { AllocationPreset } from '../core/sessions/presets'
import type { Allocation } from '../core/sessions/types'
import type { AllocationFinding } from '../core/sessions/validation'
import type { ReadonlyRef } from './composableOptions'

/** Options of `useAllocations`. */
export interface UseAllocationsOptions {
  /**
   * Language tag, for example `de-CH`: how people who use the fields write numbers. It decides whether `1,000` and `1.000`
   * mean a thousand or one, and the decimal separator in the texts of the fields. Where it decides neither, as with a tag
   * that is not valid, the field is marked with `AMOUNT_AMBIGUOUS`. Amounts in `allocations` always have a decimal point.
   * @default the language of the app's `texts`, as it is written in the region of the browser; with the built-in texts the
   * language of the browser
   */
  readonly locale?: MaybeRefOrGetter<string | undefined> | undefined
}

/** What `useAllocations` returns. */
export interface UseAllocationsReturn {
  /** One row for each asset; empty while there is no session. */
  readonly rows: ReadonlyRef<readonly AllocationRow[]>
  /** What the session holds of each asset, as decimal text by asset. */
  readonly totals: ReadonlyRef<Readonly<Record<string, string>>>
  /** The same as `totals`. */
  readonly total: ReadonlyRef<Readonly<Record<string, string>>>
  /** The full matrix, ready for `close`: every participant × every asset, canonical amounts. */
  readonly allocations: ReadonlyRef<readonly Allocation[]>
  /** Whether these allocations can be closed with: no field is marked or unfinished, there are no findings, and not `isStale`. */
  readonly valid: ReadonlyRef<boolean>
  /** Everything that is wrong, with single fields and with the whole. */
  readonly findings: ReadonlyRef<readonly AllocationFinding[]>
  /**
   * Whether the session's assets or totals have changed since editing started. The allocations are kept and cannot be
   * closed with; `reset()` starts again from the session.
   */
  readonly isStale: ReadonlyRef<boolean>
  /**
   * Whether the session's own allocations have changed since editing started, with the same totals. The allocations here
   * are kept and can be closed with.
   */
  readonly hasMoved: ReadonlyRef<boolean>
  /**
   * Takes what a person typed or pasted, or what the browser filled in. The field keeps exactly this text; only the
   * remainder field follows. An empty text or a beginning such as `.` is not marked before `commit`.
   */
  set(cell: AllocationCellId, text: string): void
  /**
   * Decides what a text means that is marked with `AMOUNT_AMBIGUOUS`; the error's `data.grouped` and `data.decimal` are
   * the two amounts. Does nothing in another field.
   */
  choose(cell: AllocationCellId, reading: AmountReading): void
  /** Ends typing in a field: a valid text becomes canonical, an invalid one stays and stays marked. */
  commit(cell: AllocationCellId): void
  /** Adds base units, which may be negative; stops at zero and at what is available. */
  step(cell: AllocationCellId, by: bigint): void
  /** Sets base units, as from a slider; stops at zero and at what is available. */
  setUnits(cell: AllocationCellId, units: bigint): void
  /** Makes a field the one that follows from the other fields of its asset. Does nothing to a locked field. */
  setRemainder(cell: AllocationCellId): void
  /**
   * Locks a field, or unlocks it: `isLocked` of the field. Nothing but `reset` changes a locked amount, and a preset divides only what
   * the locked amounts leave. If the field is the remainder, the last other unlocked participant becomes the remainder.
   * Does nothing to the only unlocked field of an asset.
   */
  setLocked(cell: AllocationCellId, isLocked: boolean): void
  /** Applies a preset to one asset, or to all of them. Does nothing if `canApplyPreset` is false. */
  applyPreset(preset: AllocationPreset, asset?: string): void
  /** The same as `applyPreset`. */
  preset(preset: AllocationPreset, asset?: string): void
  /** Whether a preset can be applied, to offer only those. Reactive where it is called in a template or computed. */
  canApplyPreset(preset: AllocationPreset, asset?: string): boolean
  /**
   * Why a preset cannot be applied, for example because percentages do not add up to 100; null if it can be applied. Also
   * null without a session.
   */
  presetProblem(preset: AllocationPreset, asset?: string): NitroliteErrorInfo | null
  /** Drops every edit and every lock, and starts again from the session as it is now. */
  reset(): void
}
