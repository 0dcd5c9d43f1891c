import type { ReceiverShare, ShareChange, SignerWeight, TranslatedLabels } from './labels'

const listed = (parts: readonly string[], word = 'and'): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`

const received = ({ name, amountsByAsset }: ReceiverShare): string =>
  name === null ? `you receive ${listed(amountsByAsset)}` : `${name} receives ${listed(amountsByAsset)}`

const changed = ({ asset, amount, direction }: ShareChange): string =>
  direction === 'same' ? `the same amount of ${asset}` : `${amount} ${asset} ${direction}`

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

const withWeight = ({ name, weight }: SignerWeight): string => `${name ?? 'you'} (${weight})`

const closers = (signers: readonly SignerWeight[], quorum: number): string => {
  const alone = signers.filter(({ weight }) => weight >= quorum).map(({ name }) => name ?? 'you')
  if (alone.length === 1) return `only ${alone.join('')} can close this session`
  if (alone.length > 1) return `${listed(alone, 'or')} can close this session`
  return `closing needs signatures that weigh at least ${quorum} together, from ${listed(signers.map(withWeight))}`
}

/** The labels in English, which apply unless the app replaces them. */
export const englishLabels: TranslatedLabels = {
  title: 'Application session',
  titleEnded: 'Application session',
  sessionStatus: status => status,
  copySessionId: 'Copy session id',
  empty: 'No active application session found.',
  chooseSession: 'Choose a session to close.',
  lookingForSessions: 'Looking for your sessions…',
  loading: 'Reading the session…',

  you: '(you)',
  yourAllocation: 'Your allocation',
  counterpartyAllocation: 'Counterparty allocation',
  allocationOf: (name, isYou) => `Allocation of ${name}${isYou ? ' (you)' : ''}`,
  total: amount => `total ${amount}`,
  totalHint: 'what this session holds',
  remainder: 'remainder',
  remainderHint: 'Receives what is left over.',
  makeRemainder: 'Gets the rest',
  makeRemainderOf: (name, asset) => `Gets the rest of ${asset}: ${name}`,
  lock: 'Lock',
  lockOf: (name, asset) => `Lock ${asset}: ${name}`,
  lockedHint: 'Keeps this amount.',
  meantAmount: (amount, asset) => `${amount} ${asset}`,
  share: asset => `Your share of ${asset}`,
  shareValue: (percent, amount, asset) => `${percent} %, ${amount} ${asset}`,
  percent: percent => `${percent} %`,

  presets: asset => `Presets for ${asset}`,
  allToMe: 'All to me',
  allToThem: 'All to them',
  allTo: name => `All to ${name}`,
  half: 'Half',
  equalShares: 'Equal shares',
  asItStands: 'Unchanged',
  backToFunders: 'Back to the funders',
  division: {
    byPercent: 'By percent…',
    byPoints: 'By points…',
    heading: (by, asset) => `Divide ${asset} by ${by}`,
    onlyUnlocked: (amount, asset) => `Locked amounts stay. These numbers divide the other ${amount} ${asset}.`,
    percentSign: '%',
    pointsUnit: 'points',
    notNumber: 'Type a number of zero or more, such as 12.5.',
    correctFirst: 'Correct the marked number first.',
    belowHundred: (sum, missing) => `Sum: ${sum} %. It must be 100 %, so ${missing} % is missing.`,
    aboveHundred: (sum, tooMuch) => `Sum: ${sum} %. It must be 100 %, so ${tooMuch} % is too much.`,
    exactlyHundred: 'Sum: 100 %.',
    noPoints: 'Give points to at least one participant.',
    sumOfPoints: sum => `Sum of the points: ${sum}.`,
    rounding: 'Amounts are rounded down, and the smallest units left over go one by one to those who lost the most by rounding, so that everything is paid out.',
    apply: 'Apply',
  },

  readOnly: isParticipant => isParticipant
    ? 'You can look at this session, but your signature has no weight in it.'
    : 'You can look at this session, but the connected wallet does not take part in it.',
  whoCanClose: (signers, quorum) => sentence(closers(signers, quorum)),
  currentSplit: 'Current split',
  signatures: (have, need, signers) => {
    const isYours = signers.length > 0 && signers.every(({ name }) => name === null)
    if (isYours && have >= need) return `Your signature is enough (${have} of ${need})`
    const names = signers.map(withWeight).join(', ')
    return `Signatures available: ${have} of ${need}${names && `, from ${names}`}`
  },
  close: 'Close application session',
  moved: 'The split in the session has changed in the meantime. Your amounts here were kept.',
  startAgain: 'Start again',
  disabledReasons: {
    byApp: 'Closing is currently switched off.',
    notConnected: 'Not connected to the node.',
    connecting: status => status === 'authenticating'
      ? 'Logging in… If your wallet asks, look there and confirm.'
      : 'Connecting to the node…',
    notLoggedIn: 'No wallet is logged in.',
    declined: 'You declined to log in.',
    noWallet: 'This page has no wallet to log in with.',
    notOpen: status => `This session is not open: its status is ${status}.`,
    noAssets: 'This session holds nothing to pay out.',
    invalid: (what, isMarked) => isMarked ? 'Correct the marked field first.' : what,
    unfinished: 'Enter every amount first.',
    stale: 'The totals of this session have changed since you started.',
  },

  confirmTitle: 'Close this session?',
  confirmShares: shares => shares.some(({ amountsByAsset }) => amountsByAsset.length > 1)
    ? shares.map(share => sentence(received(share))).join(' ')
    : sentence(listed(shares.map(received))),
  confirmChanges: changes => {
    if (changes.length === 0) return ''
    if (changes.every(({ direction }) => direction === 'same')) return 'Your share stays as it is now.'
    return `Compared with the current split, you get ${listed(changes.map(changed))}.`
  },
  confirmFinal: 'This cannot be undone.',
  twoSteps: 'This takes two steps: first the node agrees to the new split, then the session is closed. Your wallet asks once or not at all. It asks more often only if it signs each step itself, or if it has to end old session keys first.',
  elsewhere: 'Another tab is closing this session. You can follow it here.',
  notDurable: 'This page cannot store anything, so the closing will not survive a reload. Keep the page open.',
  receiver: (address, isYou) => isYou ? `${address} (you)` : address,
  confirmClose: 'Confirm and close',
  back: 'Back',

  progressTitle: 'Closing the session',
  progress: {
    planning: 'Checking the session and your split.',
    signing: 'Signing. If your wallet asks, confirm there.',
    collecting: 'Waiting for the other participants.',
    submitting: 'Sent. Waiting for the node’s answer.',
    paying: 'The session is closed. Reading what was paid out…',
  },
  agreed: why => `${why} The new split is agreed, but the session is not closed yet.`.trim(),
  resume: 'Close it now',
  leaveAgreed: 'Leave it open',
  unknown: 'We don’t know yet whether the node has closed the session. We will not send it twice.',
  unknownSplit: 'We don’t know yet whether the node has agreed to the new split. We will not send it twice.',
  unknownPayouts: 'The node lists the session as closed. We are still checking who was paid what, and will not send anything twice.',
  safeToLeave: 'You can leave this page.',
  revokeKey: 'Do not wait: end the session key',
  revokeHint: 'The request that was sent stays valid for a long time. Ending the session key that signed it makes it void. Your wallet will then be asked for a new key.',
  archive: 'Archive this closing…',
  archiveTitle: 'Stop looking for the outcome?',
  archiveText: 'This session may have been paid, or may still be paid. Nobody can tell from here. After archiving, the app never sends this closing again and no longer looks for its outcome. It stays in the history, and the session can be closed anew.',
  archiveConfirm: 'Archive without knowing the outcome',
  archiveKeep: 'Keep waiting',
  archived: 'Closing archived',
  recovery: (phase, time) => {
    const activity = {
      connecting: 'Connecting to the node to ask what happened.',
      reading: 'Asking the node what happened.',
      fencing: 'Waiting until the node can no longer accept the request.',
      settling: 'Waiting until the node must have finished with it.',
      authorizing: 'Log in with the same wallet to continue.',
      retrying: 'Trying again soon.',
    }[phase]
    return time === null ? activity : `${activity} This should take until ${time}.`
  },
  steps: { checked: 'checked', signed: 'signed', sent: 'sent', confirmed: 'confirmed', paid: 'paid' },
  agreeSteps: { signed: 'split signed', sent: 'split sent', confirmed: 'split agreed' },
  stepStatus: { waiting: 'to come', active: 'in progress', done: 'done', failed: 'failed', unknown: 'not known yet' },
  cancel: 'Cancel',
  cancelled: 'Cancelled. Nothing was paid out.',

  resultTitle: {
    closed: 'Session closed',
    superseded: 'Session closed with a different split',
    overpaid: 'The node paid out too much',
  },
  resultText: {
    closed: 'The node paid out exactly what was requested.',
    superseded: 'The session was closed by another participant or device, or its funds were withdrawn. What was paid out is listed here.',
    overpaid: 'The node paid out more than the session held. Keep the receipt and contact the operator of the node.',
  },
  watchedUntil: time => `Paid. Until ${time} the app also checks that the session is not paid a second time.`,
  byOthers: 'The session was closed by another participant or device, with the split that was requested here.',
  notAsAsked: 'The session was closed from another tab. The split that you asked for here was not carried out.',
  openAgain: 'The node lists the session as open again, because somebody changed it at the moment in which it was closed. Everything that it held was paid out. It is empty, unless somebody has paid in at that moment or later.',
  endedByOthers: 'This browser has no receipt of the closing: the session was closed by another participant or device.',
  closedBefore: 'The session had been closed before. Your request was not carried out.',
  readingEnd: 'Reading who received what…',
  payouts: 'Paid out, according to the node’s ledger',
  noPayouts: 'The node’s ledger shows no payout.',
  differences: 'Different from what was requested',
  difference: (paid, expected, asset) => `${paid} ${asset} instead of ${expected} ${asset}`,
  copyReceipt: 'Copy receipt',
  copied: 'Copied',
  copyFailed: 'Copying is not possible here',
  downloadReceipt: 'Download receipt',

  notClosed: 'The session was not closed',
  notRead: 'The session could not be read',
  funds: (info, during) => {
    if (info.code === 'SESSION_NOT_OPEN') return 'If the session was closed, its funds are in the balances of its participants.'
    if (info.code === 'CLOSING_IN_PROGRESS') return 'Nothing was sent from here.'
    if (info.code === 'CLOSING_ARCHIVED') return 'Nobody can say from here whether the session was paid.'
    if (info.code === 'SESSION_NOT_FOUND') return 'Nothing was sent from here.'
    return during === 'reading'
      ? 'Reading a session does not move any funds.'
      : 'Your funds are still in the session; nothing was paid out.'
  },
  tryAgain: 'Try again',
  reconnect: 'Reconnect',
  connect: 'Connect',
  logIn: 'Log in',
  readAgain: 'Read again',
  backToEditing: 'Back to editing',
  reload: 'Reload the page',
}
