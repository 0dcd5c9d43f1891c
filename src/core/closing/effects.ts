import { describeError, NitroliteError } from '../errors/errors'
import { judgePayouts } from '../receipts/payouts'
import type { SessionLedger } from '../sessions/types'
import { completeAllocations } from '../sessions/validation'
import type { Access } from '../protocols/protocol'
import { signEach } from '../protocols/signEach'
import { offer, rowsToSign, type CosigningPart } from './cosigning'
import { checkSession, loginToRenew, planOf, readBasis, readerOf, storedSoon, takeTurn, tellOthers, type EffectTools } from './effectTools'
import { historyEntryOf, type KnownEnding } from './record'
import type { Reader, Work } from './policy/action'
import type { Evidence } from './policy/evidence'
import type { Knowledge } from './policy/knowledge'
import type { Draft, DraftSignature } from './policy/attempts'
import { receiptOf } from './policy/show'
import { keepDraft, passOn, takeSlot, writeAttempts } from './recordEffects'
import { errorOf } from './states'
import type { Attempt, ClosingPlan } from './types'

/** If the node would accept the attempts for longer than this, in milliseconds, ending the session key is offered. */
const LONG_WAIT = 60_000

/** Everything a closing does outside of its policy: asks the node, the wallet, the journal and the history. */
export class Effects {
  #tools: EffectTools
  /** The login that plans, and that signed last: what it signed is sent on its connection. */
  #access: Access | null = null
  /**
   * The ledger as it was asked for right behind the attempt that has landed. The node handles one connection's messages in
   * order, so this reading shows what the attempt has paid. Null while no answer says that an attempt has landed.
   */
  #ledgerBehind: Promise<SessionLedger> | null = null
  /** Aborted when the closing no longer wants the signature that it has asked for; null while it waits for none. */
  #signing: AbortController | null = null
  /** Aborted when the closing ends. */
  readonly #ending = new AbortController()

  constructor(tools: EffectTools) {
    this.#tools = tools
  }

  /** Provides what a closing from the journal lacks. */
  continueWith(cosigning: CosigningPart): void {
    this.#tools = { ...this.#tools, cosigning }
  }

  /**
   * Does one thing.
   * @returns what was found out
   * @throws why it could not be done
   */
  async perform(work: Work, k: Knowledge): Promise<Evidence> {
    const { context, record, cosigning, tell } = this.#tools
    switch (work.do) {
      case 'take turn': return { kind: 'turn', isOurs: await takeTurn(this.#tools, k) }
      case 'plan': return { kind: 'planned', plan: await this.#plan(k) }
      case 'stamp': return { kind: 'stamped', draft: await this.#stamp(k) }
      case 'check session': return checkSession(this.#tools, k)
      case 'tell others': return tellOthers(this.#tools)
      case 'keep draft': return keepDraft(this.#tools, k, work.draft)
      case 'take slot': return takeSlot(this.#tools, k)
      case 'sign': return this.#sign(k, work)
      case 'write': {
        if (planOf(k).together?.role === 'submitter') this.#access = context.loggedIn(planOf(k).wallet)
        return writeAttempts(this.#tools, k, work.attempts, this.#access)
      }
      case 'send': return this.#send(k, work.attempt)
      case 'offer': {
        offer(cosigning, work.attempts, () => { tell({ kind: 'offered', attempts: work.attempts }) })
        return { kind: 'offered', attempts: work.attempts }
      }
      case 'look': return this.#look(k, work.attempts, work.by)
      case 'probe': return this.#probe(k, work.attempts, work.by)
      case 'renew': {
        const access = loginToRenew(this.#tools, k, work.reason, this.#access)
        if (access) await context.renew(access, work.reason)
        return { kind: 'renewed' }
      }
      case 'agree': return { kind: 'agreed', error: work.error }
      case 'continue': return { kind: 'continued' }
      case 'read payouts': return { kind: 'payouts', verdict: judgePayouts(planOf(k), await this.#readLedger(k, work.by)) }
      case 'read record': return { kind: 'record', record: await record.read() }
      case 'look up ending': return { kind: 'ending', entry: await storedSoon(this.#tools, context.recall(k.id), null) }
      case 'keep ending': {
        const receipt = receiptOf(k)
        if (receipt) await storedSoon(this.#tools, this.remember(k, { state: receipt.result, receipt, error: errorOf(receipt) }), undefined)
        return { kind: 'ending kept', result: work.result }
      }
      case 'archive': return storedSoon(this.#tools, this.#archive(k), { kind: 'archived' })
      // The record of a closing whose ending is known may stay. The next client finds it, and the same ending.
      case 'remove record': return { kind: 'removed', how: k.ledger.verdict || k.store.ending ? await storedSoon(this.#tools, record.remove(), 'removed') : await record.remove() }
    }
  }

  /** The closing gives up unfinished work. A person who is still asked for a signature need not give it. */
  abandon(): void {
    this.#signing?.abort()
    this.#signing = null
  }

  /** The closing has ended, so nobody waits for answers any more. Without this, a silent socket would be kept forever. */
  end(): void {
    this.#ending.abort()
  }

  /** Ends the session key of the wallet, or the keys that made the signatures of a co-signer, if the wallet is logged in. Never rejects. */
  async endKeys(k: Knowledge, of: 'the login' | 'the signatures'): Promise<void> {
    const { context: { loggedIn, protocol, report }, tell } = this.#tools
    const access = loggedIn(planOf(k).wallet)
    try {
      if (!access) return
      if (of === 'the login') await protocol.revokeKey(access)
      else await protocol.withdraw(access, k.attempts.map(({ attempt }) => attempt))
      tell({ kind: 'key revoked' })
    }
    catch (thrown) {
      report(thrown)
    }
  }

  /** Gives the signature of another participant to the client that works on the closing. See `passOn`. */
  passOn(signature: DraftSignature, text: string): Promise<boolean> {
    return passOn(this.#tools, signature, text)
  }

  /** Writes into the history how the closing ended. */
  async remember(k: Knowledge, ending: KnownEnding): Promise<void> {
    const { context } = this.#tools
    const entry = historyEntryOf(k, ending, context.timers.now())
    if (entry) await context.remember(entry)
  }

  /** Writes that the person has archived the closing, unless another client has found out how it ended. */
  async #archive(k: Knowledge): Promise<Evidence> {
    const entry = await this.#tools.context.recall(k.id)
    if (entry) return { kind: 'ending', entry }
    await this.remember(k, { state: 'failed', receipt: null, error: describeError('CLOSING_ARCHIVED') })
    return { kind: 'archived' }
  }

  async #plan(k: Knowledge): Promise<ClosingPlan> {
    const { context: { protocol, present }, cosigning } = this.#tools
    const { request } = k
    const access = this.#access = present()
    const { login } = access
    const basis = await readBasis(this.#tools, access, k)
    if (cosigning) await cosigning.check(basis, access)
    else protocol.checkCanClose(basis.session, login)
    const rows = completeAllocations(basis.session, request?.allocate?.(basis.session, basis.deposits) ?? request?.allocations ?? [])
    const allocations = cosigning ? rowsToSign(basis.session, rows) : rows
    const plan = protocol.planClosing(basis, { allocations, sessionData: request?.sessionData ?? null }, login)
    if (!cosigning) return plan
    const { role, spelling } = cosigning
    const proposalText = role === 'co-signer' ? cosigning.text : null
    const rounds = role === 'submitter' ? await cosigning.announce?.(access, plan) : undefined
    return { ...plan, together: { role, spelling, proposalText, ...rounds && { rounds } } }
  }

  async #stamp(k: Knowledge): Promise<Draft> {
    const { context: { loggedIn }, cosigning } = this.#tools
    const plan = planOf(k)
    // Participants may have approved for hours. The present login opens the replies and signs.
    const access = this.#access = loggedIn(plan.wallet) ?? this.#access
    if (cosigning?.role !== 'submitter') throw new NitroliteError('PROPOSAL_GONE')
    if (!access) throw new NitroliteError('NOT_CONNECTED')
    return cosigning.stamp(access, plan)
  }

  async #sign(k: Knowledge, { submission, isFresh }: Extract<Work, { do: 'sign' }>): Promise<Evidence> {
    const { context: { protocol, recovery, loggedIn }, cosigning } = this.#tools
    const plan = planOf(k)
    // The first attempt is signed by the login that planned it.
    const access = (k.attempts.length === 0 ? this.#access : null) ?? loggedIn(plan.wallet)
    if (!access) throw new NitroliteError('NOT_CONNECTED')
    this.#access = access
    const earlier = k.attempts.map(({ attempt }) => attempt)
    const agreed = cosigning?.role === 'co-signer' ? cosigning.proposals : k.draft?.proposals
    const proposals = agreed ?? [protocol.propose(access.connection, plan, submission, { window: isFresh ? undefined : recovery.window, earlier })]
    const signing = this.#signing = new AbortController()
    const { signal } = signing
    const signed = cosigning?.role === 'co-signer'
      ? protocol.coSign(access, plan, proposals, { ...cosigning.signing, signal })
      : signEach(proposals, proposal => protocol.sign(access, plan, proposal, { earlier, signal }))
    const own = { participant: plan.wallet, endsAt: null, ...await signed.finally(() => { if (this.#signing === signing) this.#signing = null }) }
    // Signatures of others may have come meanwhile, so ours is added to them.
    if (k.draft) return { kind: 'co-signed', signature: own }
    const connection = access.connection.socketName ?? ''
    return { kind: 'signed', draft: { proposals, connection, signatures: [own], sendUntil: Infinity, isKept: false, shared: null, refused: [] } }
  }

  /** Hands an attempt to the socket. Its answer comes as evidence of its own, whenever it comes. */
  #send(k: Knowledge, attempt: Attempt): Evidence {
    const { context, tell } = this.#tools
    const { protocol } = context
    const plan = planOf(k)
    const { connection } = this.#access ?? context.present()
    const overdue = (): void => { tell({ kind: 'overdue', attempt }) }
    // Noted before the first byte leaves, so that an attempt on its way cannot be cancelled.
    tell({ kind: 'sent', attempt })
    const answer = protocol.submit(connection, plan, attempt, overdue, this.#ending.signal)
    const ledger = attempt.submission === plan.submissions.at(-1) ? protocol.readLedger(connection, plan) : null
    // The ledger is read again if this reading failed.
    ledger?.catch(() => {})
    answer.then(
      (outcome) => {
        if (outcome.kind === 'landed') this.#ledgerBehind = ledger
        tell({ kind: 'answered', attempt, outcome })
      },
      (thrown: unknown) => {
        context.report(thrown)
        overdue()
      },
    )
    return { kind: 'sent', attempt }
  }

  async #readLedger(k: Knowledge, by: Reader): Promise<SessionLedger> {
    const read = this.#ledgerBehind
    this.#ledgerBehind = null
    // A slow node may answer the close later than this reading was waited for.
    if (read) return read.catch(() => this.#readLedger(k, by))
    const { connection } = await readerOf(this.#tools, k, by)
    return this.#tools.context.protocol.readLedger(connection, planOf(k))
  }

  async #look(k: Knowledge, attempts: readonly Attempt[], by: Reader): Promise<Evidence> {
    const { context: { protocol, timers }, tell } = this.#tools
    const begunAt = timers.elapsed()
    const plan = planOf(k)
    const access = await readerOf(this.#tools, k, by)
    if (by === 'witness' && !k.node.looks.isReached) tell({ kind: 'witness reached' })
    const { isClosed, ledger, outcomes } = await protocol.look(access, plan, attempts)
    const verdict = ledger && judgePayouts(plan, ledger)
    return { kind: 'looked', begunAt, isClosed, payout: verdict?.isPaidOut ? verdict.result : null, outcomes }
  }

  async #probe(k: Knowledge, attempts: readonly Attempt[], by: Reader): Promise<Evidence> {
    const { context: { protocol: { resending }, timers, recovery, loggedIn } } = this.#tools
    const { wallet } = planOf(k)
    const access = await readerOf(this.#tools, k, by)
    const fenced = new Set<number>()
    for (const attempt of attempts) if (await resending.isFenced(access, attempt, recovery.skew)) fenced.add(attempt.requestId)
    const left = Math.max(...attempts.map(attempt => resending.fencedFrom(attempt, recovery.skew)), 0) - access.connection.now()
    const key = loggedIn(wallet)?.login.signer.address
    const isSignedByKey = key !== wallet && attempts.every(({ signers }) => signers.every(signer => signer === key))
    return {
      kind: 'probed', fenced, expectedAt: left > 0 ? timers.elapsed() + left : -Infinity,
      canRevoke: isSignedByKey && (left <= 0 || left > LONG_WAIT),
    }
  }
}
